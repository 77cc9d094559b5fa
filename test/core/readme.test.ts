import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { VERSIONS } from "../../src/core/trial/parameters.ts";
import { MADE, withMade } from "../../src/core/trial/reference.ts";
import { RUN_COLUMNS } from "../../src/results/columns.ts";
import { DECISION_COLUMNS } from "../../src/results/run-rows.ts";
import { SUMMARY_COLUMNS } from "../../src/results/summary-csv.ts";

const RUN_NAMES = RUN_COLUMNS.map(({ name }) => name);

const page = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

test("README.md can be read in one sitting", () => {
  expect(page("README.md").split("\n").length).toBeLessThanOrEqual(200);
});

test("every link of every README leads to a file, and to a heading in it", () => {
  for (const path of PAGES) {
    for (const [, target = "", heading] of page(path).matchAll(/\]\(([^)#:]+)(?:#([^)]+))?\)/g)) {
      const file = join(dirname(path), target);
      expect(existsSync(file), `${path}: ${target}`).toBe(true);
      if (heading) expect(anchors(page(file)), `${path}: ${target}#${heading}`).toContain(heading);
    }
  }
});

const PAGES = [
  "README.md",
  ...["trials", "erlang", "src", "src/nodes", "src/results", "src/tui", "src/service"].map(
    (folder) => `${folder}/README.md`,
  ),
];

/** The headings of a page, as links name them. */
const anchors = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, "")
      .replaceAll(" ", "-"),
  );

test.each(MADE)("$page has $name as the program has them (else: npm run facts)", (made) => {
  expect(withMade(page(made.page), made)).toBe(page(made.page));
});

test("trials/README.md names every version", () => {
  for (const version of VERSIONS) expect(page("trials/README.md")).toContain(`\`${version}\``);
});

test("src/results/README.md explains every CSV column", () => {
  const readme = page("src/results/README.md");
  for (const column of [...RUN_NAMES, ...DECISION_COLUMNS, ...SUMMARY_COLUMNS]) {
    expect(readme, `the column ${column}`).toContain(`\`${column}\``);
  }
});
