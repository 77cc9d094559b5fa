import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root } from "../../src/setup/places.mjs";
import { removeFolder } from "../remove-folder.ts";

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "paxy-import-rules-"));
  for (const name of [".dependency-cruiser.mjs", "tsconfig.json", "package.json"])
    cpSync(join(root, name), join(project, name));
  symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
});
afterEach(() => removeFolder(project));

function plant(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, name)), { recursive: true });
    writeFileSync(join(project, name), text);
  }
}

/** Names of the rules that are broken. */
function broken(): string[] {
  const cruiser = join(root, "node_modules", ".bin", "depcruise");
  const { stdout } = spawnSync(cruiser, ["-T", "json", "src"], { cwd: project, encoding: "utf8" });
  const { violations } = JSON.parse(stdout).summary;
  return violations.map((violation: { rule: { name: string } }) => violation.rule.name).sort();
}

const tui = { "src/tui/view.ts": "export const view = 1;\nexport type View = number;\n" };

test("a service that imports the screen breaks the rules, whether a value or a type", () => {
  plant({
    ...tui,
    "src/service/value.ts": 'import { view } from "../tui/view.ts";\nexport const a = view;\n',
    "src/service/type.ts":
      'import type { View } from "../tui/view.ts";\nexport const b: View = 1;\n',
  });
  expect(broken()).toEqual([
    "service-imports",
    "service-imports",
    "tui-when-wanted",
    "tui-when-wanted",
  ]);
});

test("a command may import the screen when it is wanted, and not before", () => {
  plant({
    ...tui,
    "src/commands/late.ts": 'export const open = () => import("../tui/view.ts");\n',
  });
  expect(broken()).toEqual([]);
  plant({ "src/commands/early.ts": 'export { view } from "../tui/view.ts";\n' });
  expect(broken()).toEqual(["tui-when-wanted"]);
});

test("core imports neither files nor other parts nor screens", () => {
  plant({
    "src/results/csv.ts": "export const csv = 1;\n",
    "src/core/impure.ts": [
      'import { readFileSync } from "node:fs";',
      'import { createElement } from "react";',
      'import { createHash } from "node:crypto";',
      'import { csv } from "../results/csv.ts";',
      "export const all = [readFileSync, createElement, createHash, csv];",
    ].join("\n"),
  });
  expect(broken()).toEqual(["core-imports", "core-is-pure", "core-is-pure", "react-in-one-file"]);
});

test("files with JSX are read, too", () => {
  plant({
    "src/results/csv.ts": "export const csv = 1;\n",
    "src/tui/pane.tsx": [
      'import { Text } from "ink";',
      'import { csv } from "../results/csv.ts";',
      "export const Pane = () => <Text>{csv}</Text>;",
    ].join("\n"),
  });
  expect(broken()).toEqual(["react-in-one-file", "tui-imports"]);
});

test("files that import each other are found", () => {
  plant({
    "src/core/a.ts": 'import { b } from "./b.ts";\nexport const a = () => b;\n',
    "src/core/b.ts": 'import { a } from "./a.ts";\nexport const b = () => a;\n',
  });
  expect(new Set(broken())).toEqual(new Set(["no-circles"]));
});
