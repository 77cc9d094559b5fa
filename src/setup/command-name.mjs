import { relative } from "node:path";
import { findOnPath } from "./erlang.mjs";

/**
 * What a person types to start this program, for commands that are printed to
 * be pasted: `paxy` where the shell finds one, else as it was started.
 * @param {NodeJS.ProcessEnv} [env]
 * @param {string} [program] path of the script that was started
 */
export function commandName(env = process.env, program = process.argv[1] ?? "") {
  if (env.npm_command === "exec") return "npx paxy";
  if (findOnPath("paxy", env.PATH ?? "") !== undefined) return "paxy";
  if (env.npm_lifecycle_event === "start") return "npm start --";
  return program.endsWith("paxy.mjs") ? `node ${quoted(relative(process.cwd(), program))}` : "paxy";
}

/** @param {string} path */
const quoted = (path) =>
  /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
