import { spawn, spawnSync } from "node:child_process";

/**
 * Runs a command whose output goes to stderr as it comes.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnSyncOptions} [options]
 * @returns {boolean} whether it ended with 0
 */
export function runLoudly(command, args, options = {}) {
  const { status } = spawnSync(command, [...args], { stdio: ["inherit", 2, 2], ...options });
  return status === 0;
}

/**
 * Runs a command and keeps what it prints.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnSyncOptions} [options]
 */
export function runQuietly(command, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, [...args], {
    stdio: ["ignore", "pipe", "pipe"],
    encoding: "utf8",
    ...options,
  });
  return {
    ok: status === 0,
    stdout: String(stdout ?? ""),
    stderr: String(stderr ?? error?.message ?? ""),
  };
}

/**
 * Runs a command whose output is the result of this one.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnSyncOptions} [options]
 * @returns {boolean} whether it ended with 0
 */
export function runShown(command, args, options = {}) {
  return runLoudly(command, args, { stdio: ["ignore", "inherit", "inherit"], ...options });
}

/**
 * Runs a command while others run, and keeps what it prints, so that it can be shown in one piece.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions} [options]
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export function runBeside(command, args, options = {}) {
  const child = spawn(command, [...args], { stdio: ["ignore", "pipe", "pipe"], ...options });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
  }
  return new Promise((done) => {
    child.once("error", ({ message }) => done({ ok: false, output: message }));
    child.once("close", (code) => done({ ok: code === 0, output }));
  });
}
