import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../src/setup/places.mjs";

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A copy of the project in which nothing is built; only the packages are there. */
export class FreshCopy {
  readonly folder = mkdtempSync(join(tmpdir(), "paxy-fresh-"));
  readonly project = join(this.folder, "paxy");
  /** The only folder on the PATH of what is started here; it has node. */
  readonly bin = join(this.folder, "bin");

  constructor() {
    mkdirSync(this.bin);
    mkdirSync(this.project);
    chmodSync(this.folder, 0o755);
    for (const name of [
      "src",
      "erlang",
      "trials",
      "package.json",
      "package-lock.json",
      "tsconfig.json",
    ]) {
      cpSync(join(root, name), join(this.project, name), { recursive: true });
    }
    symlinkSync(join(root, "node_modules"), join(this.project, "node_modules"));
    symlinkSync(process.execPath, join(this.bin, "node"));
  }

  /** A command of that name, as a shell script. */
  command(name: string, ...lines: readonly string[]): void {
    writeFileSync(join(this.bin, name), ["#!/bin/sh", ...lines, ""].join("\n"), { mode: 0o755 });
  }

  /** The Erlang of this machine. */
  addErlang(): void {
    for (const name of ["erl", "erlc"])
      this.command(name, `PATH=/usr/local/bin:/usr/bin:/bin exec ${name} "$@"`);
  }

  /** Starts node on the arguments, in the project, with an empty home. */
  start(args: readonly string[], user: { readonly uid?: number } = {}): Promise<Ended> {
    const env = { PATH: this.bin, HOME: this.folder };
    return ended(spawn(process.execPath, [...args], { cwd: this.project, env, ...user }));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function ended(child: ChildProcess): Promise<Ended> {
  const texts = { stdout: "", stderr: "" };
  child.stdout?.on("data", (data) => (texts.stdout += data));
  child.stderr?.on("data", (data) => (texts.stderr += data));
  return new Promise((done) => child.once("close", (code) => done({ code, ...texts })));
}
