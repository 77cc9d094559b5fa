import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** This program's bundle is `.build/cli.js` below the project's folder. */
const bundle = fileURLToPath(import.meta.url);

/** The project's folder, or that of the installed package. */
export const root = dirname(dirname(bundle));

/** What a service process is started with. */
export const program = join(root, ".build", "cli.js");

/** The compiled Erlang modules; set-up says where they are when it could not write below `root`. */
export const ebin = process.env.PAXY_EBIN || join(root, ".build", "ebin");

export const quickstart = join(root, "trials", "quickstart.ts");
