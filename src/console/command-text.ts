import { shellArgument } from "../core/shell-argument.ts";

/** The program as the person started it; set-up says so (src/setup/command-name.mjs). */
export const programName = process.env.PAXY_COMMAND || "paxy";

/** A command that can be pasted into a shell here, whatever its arguments hold. */
export const commandText = (...args: readonly string[]): string =>
  [programName, ...args.map(shellArgument)].join(" ");
