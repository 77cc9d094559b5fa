import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../../src/setup/places.mjs";

const build = join(root, ".build");

/** The sources of all files of the built program that load with one of them. */
function loadedWith(file: string, seen = new Map<string, readonly string[]>()) {
  if (seen.has(file)) return seen;
  seen.set(file, JSON.parse(readFileSync(join(build, `${file}.map`), "utf8")).sources);
  for (const [, next = ""] of textOf(file).matchAll(/(?:from|import)"\.\/([^"]+)"/g)) {
    loadedWith(next, seen);
  }
  return seen;
}

const textOf = (file: string): string => readFileSync(join(build, file), "utf8");

/** The files that a file of the built program imports when they are wanted. */
const wantedBy = (file: string): readonly string[] =>
  [...textOf(file).matchAll(/import\("\.\/([^"]+)"\)/g)].map(([, name = ""]) => name);

/** The file behind an `import()` of one of `files` that holds a source. */
function partWith(source: string, files: Iterable<string>): string {
  const found = [...files].flatMap(wantedBy).find((file) =>
    loadedWith(file)
      .get(file)
      ?.some((each) => each.endsWith(source)),
  );
  if (found === undefined) throw new Error(`no part of the program holds ${source}`);
  return found;
}

it("starts what a screen waits for before it loads the libraries", () => {
  const screen = loadedWith(partWith("src/commands/screen.ts", ["cli.js"]));
  expect([...screen.values()].flat().filter((each) => each.includes("node_modules"))).toEqual([]);
});

it("shows the first frame before Ink, React and the writer of settings load", () => {
  const screen = partWith("src/commands/screen.ts", ["cli.js"]);
  const attach = partWith("src/commands/attach.ts", loadedWith(screen).keys());
  const shown = ["src/tui/stage.ts", "src/settings.ts"].map((source) =>
    loadedWith(partWith(source, loadedWith(attach).keys())),
  );
  const sources = shown.flatMap((files) => [...files.values()].flat());
  expect(sources).toContainEqual(expect.stringMatching(/src\/tui\/stage\.ts$/));
  const late = /node_modules\/(ink|react|yoga-layout|conf)\//;
  expect(sources.filter((each) => late.test(each))).toEqual([]);
});
