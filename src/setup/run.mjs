import { spawnSync } from "node:child_process";

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
