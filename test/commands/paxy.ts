import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "csv-parse/sync";
import { onTestFinished } from "vitest";

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function batchFile(folder: string, name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** The built program, as `npm start` runs it, with a state folder of its own. */
export function paxy(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [resolve("src/setup/paxy.mjs"), ...args], {
    cwd: folder,
    env: { ...process.env, XDG_STATE_HOME: join(folder, "state"), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return new Promise((end) => child.on("close", (code) => end({ code, stdout, stderr })));
}

/** What a shell says to a command, on both its streams. */
export function shell(folder: string, command: string): Promise<string> {
  const child = spawn("/bin/sh", ["-c", `{ ${command}; } 2>&1`], {
    cwd: folder,
    env: { ...process.env, XDG_STATE_HOME: join(folder, "state") },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (chunk) => {
    said += chunk;
  });
  return new Promise((end) => child.on("close", () => end(said)));
}

export type Row = Readonly<Record<string, string>>;

export const rows = (folder: string, batch: string, file = "runs.csv"): readonly Row[] =>
  parse(readFileSync(join(folder, "out", batch, "latest", file), "utf8"), { columns: true });
