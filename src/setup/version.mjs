import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./places.mjs";

/** @returns {string} the version of this paxy */
export const version = () => JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version;
