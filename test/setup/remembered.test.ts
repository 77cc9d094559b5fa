import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { buildDirectory } from "../../src/setup/places.mjs";
import { hashOfSources } from "../../src/setup/remembered.mjs";
import { temporaryFolder } from "../temporary-folder.ts";

const name = `sources-of-a-test-${process.pid}`;
const memory = join(buildDirectory, `${name}.json`);
let folder: string;
const hash = () => hashOfSources(name, folder, [".ts"]);
/** Remembered only once no file is so new that it may change again within the same instant. */
const remembered = () =>
  vi.waitFor(
    () => {
      hash();
      expect(existsSync(memory)).toBe(true);
    },
    { timeout: 60_000, interval: 200 },
  );

beforeEach(() => {
  folder = temporaryFolder();
  mkdirSync(join(folder, "empty"));
  writeFileSync(join(folder, "one.ts"), "one");
  writeFileSync(join(folder, "notes.md"), "notes");
});
afterEach(() => rmSync(memory, { force: true }));

test("a source that changes, comes or goes is noticed, whatever is remembered", async () => {
  const hashes = [hash()];
  const changes = [
    () => writeFileSync(join(folder, "one.ts"), "two"),
    () => writeFileSync(join(folder, "empty", "new.ts"), "new"),
    () => rmSync(join(folder, "empty", "new.ts")),
  ];
  for (const change of changes) {
    await remembered();
    change();
    hashes.push(hash());
    rmSync(memory, { force: true });
    expect(hash()).toBe(hashes.at(-1));
  }
  expect(new Set(hashes).size).toBe(3);
  expect(hashes[3]).toBe(hashes[1]);
});

test("while nothing changes, the hash is that of the contents, and other files do not count", async () => {
  const first = hash();
  await remembered();
  expect(hash()).toBe(first);
  writeFileSync(join(folder, "notes.md"), "other notes");
  expect(hash()).toBe(first);
});
