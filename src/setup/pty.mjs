import { root } from "./places.mjs";
import { runQuietly } from "./run.mjs";

const echoUnderPty = `
  import { spawn } from "node-pty";
  const terminal = spawn("/bin/sh", ["-c", "echo paxy-pty; read line"], {});
  terminal.onData((data) => {
    process.stdout.write(data);
    if (data.includes("paxy-pty")) process.exit(0);
  });
`;

/** Why a command under node-pty does not answer; undefined when it does. */
export function ptyProblem() {
  const program = ["--input-type=module", "-e", echoUnderPty];
  const { stdout, stderr } = runQuietly(process.execPath, program, { cwd: root, timeout: 10_000 });
  if (stdout.includes("paxy-pty")) return undefined;
  return stderr.split("\n").find((line) => /^\w*Error: /.test(line)) ?? "no answer";
}

/** Builds node-pty where it has no binary for the system, such as one with musl. */
export const rebuildPty = ["rebuild", "node-pty", "--ignore-scripts=false", "--build-from-source"];

export const rebuildNeeds = "it needs Python, make and a C++ compiler";
