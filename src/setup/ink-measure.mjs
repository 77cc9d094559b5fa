import { join, sep } from "node:path";
import { root } from "./places.mjs";

/**
 * Gives the packages that a bundle is made of the screen's own measure of text.
 * @type {import("esbuild").Plugin}
 */
export const inkMeasure = {
  name: "ink-measure",
  setup({ onResolve }) {
    onResolve({ filter: /^string-width$/ }, ({ importer }) =>
      importer.includes(`${sep}node_modules${sep}`)
        ? { path: join(root, "src", "tui", "text", "string-width.ts") }
        : undefined,
    );
  },
};
