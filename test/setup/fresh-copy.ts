import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleDirectory, root } from "../../src/setup/places.mjs";
import { removeFolder } from "../remove-folder.ts";

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What every command does before it begins; a program that ends at once stands for the command. */
export const prepare = [
  "-e",
  'import("./src/setup/start.mjs").then((setup) => setup.prepareFor(["run"]))',
];

/** A copy of the project in which nothing is built; only the packages are there. */
export class FreshCopy {
  readonly folder = mkdtempSync(join(tmpdir(), "paxy-fresh-"));
  readonly project = join(this.folder, "paxy");
  /** The only folder on the PATH of what is started here; it has node. */
  readonly bin = join(this.folder, "bin");
  #path = this.bin;

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

  /** The built program, as it is here: for tests that are not about building it. */
  addProgram(): void {
    const build = join(this.project, ".build");
    mkdirSync(build, { recursive: true });
    for (const name of readdirSync(bundleDirectory)) {
      if (/\.js$|^bundles\.json$/.test(name))
        cpSync(join(bundleDirectory, name), join(build, name));
    }
  }

  /** Leaves one Erlang module: how set-up compiles does not depend on how many there are. */
  keepOneModule(): void {
    for (const name of readdirSync(join(this.project, "erlang"))) {
      if (name !== "protocol") rmSync(join(this.project, "erlang", name), { recursive: true });
    }
    const protocol = join(this.project, "erlang", "protocol");
    for (const name of readdirSync(protocol)) {
      if (name !== "order.erl") rmSync(join(protocol, name));
    }
  }

  /** A command of that name, as a shell script. */
  command(name: string, ...lines: readonly string[]): void {
    writeFileSync(join(this.bin, name), ["#!/bin/sh", ...lines, ""].join("\n"), { mode: 0o755 });
  }

  /** All that this machine has. */
  addPath(path: string): void {
    this.#path = `${this.bin}:${path}`;
  }

  /** The Erlang of this machine. */
  addErlang(): void {
    for (const name of ["erl", "erlc"])
      this.command(name, `PATH=/usr/local/bin:/usr/bin:/bin exec ${name} "$@"`);
  }

  /** An apt-get that installs the Erlang of this machine, and notes what it is asked. */
  addPackageManager(): void {
    this.command(
      "apt-get",
      `echo "$@" >> ${this.packageLog}`,
      `[ "$1" = install ] || exit 0`,
      "for name in erl erlc; do",
      `  printf '#!/bin/sh\\nPATH=/usr/local/bin:/usr/bin:/bin exec %s "$@"\\n' $name > ${this.bin}/$name`,
      `  /bin/chmod +x ${this.bin}/$name`,
      "done",
    );
  }

  get packageLog(): string {
    return join(this.folder, "packages.log");
  }

  get environment(): Record<string, string> {
    return { PATH: this.#path, HOME: this.folder };
  }

  /** Gives all of it to another user. */
  giveTo(uid: number): void {
    execFileSync("chown", ["-R", "-P", String(uid), this.folder]);
  }

  /** Starts node on the arguments, in the project, with an empty home. */
  start(
    args: readonly string[],
    { env, ...user }: { readonly uid?: number; readonly env?: Record<string, string> } = {},
  ): Promise<Ended> {
    const all = { ...this.environment, ...env };
    return ended(spawn(process.execPath, [...args], { cwd: this.project, env: all, ...user }));
  }

  remove(): void {
    removeFolder(this.folder);
  }
}

function ended(child: ChildProcess): Promise<Ended> {
  const texts = { stdout: "", stderr: "" };
  child.stdout?.on("data", (data) => (texts.stdout += data));
  child.stderr?.on("data", (data) => (texts.stderr += data));
  return new Promise((done) => child.once("close", (code) => done({ code, ...texts })));
}
