import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** This program's bundle: a file in `.build` below the project's folder. */
const bundle = fileURLToPath(import.meta.url);

/** The project's folder, or that of the installed package. */
export const root = dirname(dirname(bundle));

/** The program of a service process. */
export const serviceProgram = join(root, ".build", "service.js");

/** The folder for files that set-up makes; set-up says so if it cannot write below `root`. */
const build = process.env.PAXY_BUILD || join(root, ".build");

/** The compiled Erlang modules. */
export const ebin = process.env.PAXY_EBIN || join(build, "ebin");

/** The users' compiled modules, a folder for each version of their content. */
export const userCodeFolder = join(build, "user-code");

/** Running services note here which code they use; set-up reads it (src/setup/code-in-use.mjs). */
export const codeInUseFolder = join(build, "in-use");

export const quickstart = join(root, "trials", "quickstart.ts");
