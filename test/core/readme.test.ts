import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { VERSIONS } from "../../src/core/trial/parameters.ts";
import { DECISION_COLUMNS, RUN_COLUMNS } from "../../src/results/run-rows.ts";
import { SUMMARY_COLUMNS } from "../../src/results/summary-csv.ts";
import { parameterTable } from "./parameter-table.ts";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

test("README.md has the table of parameters that the program reads", () => {
  expect(readme).toContain(`${parameterTable()}\n`);
});

test("README.md names every version and explains every CSV column", () => {
  for (const version of VERSIONS) expect(readme).toContain(`\`${version}\``);
  for (const column of [...RUN_COLUMNS, ...DECISION_COLUMNS, ...SUMMARY_COLUMNS]) {
    expect(readme, `the column ${column}`).toContain(`\`${column}\``);
  }
});
