import { stringify } from "csv-stringify/sync";
import { expect, test } from "vitest";
import { type Cell, csv } from "../../src/results/csv.ts";
import { fc } from "../seed.ts";

const cell: fc.Arbitrary<Cell> = fc.oneof(
  fc.constant(null),
  fc.integer(),
  fc.double(),
  // Few texts, so that they repeat, of characters that need care.
  fc.stringMatching(/^[a,"=+\-@ ]{0,4}$/),
);

test("rows are as the library writes them, whatever was written before", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 6 }), { maxLength: 5 }),
      (rows) => {
        const trimmed = rows.map((row) =>
          row.map((each) => (typeof each === "string" ? each.trim() : each)),
        );
        expect(csv(rows)).toBe(stringify(trimmed, { escape_formulas: true }));
      },
    ),
  );
});

test("a text that needs quotation marks or could be a formula is the same the second time", () => {
  const line = `"a, ""b""",'=1+1,x y,,7\n`;
  expect(csv([['a, "b"', "=1+1", " x\ny ", null, 7]])).toBe(line);
  expect(csv([['a, "b"', "=1+1", " x\ny ", null, 7]])).toBe(line);
});
