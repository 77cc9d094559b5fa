import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, statSync, symlinkSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, it } from "vitest";
import { makeStorageFolder, removeLeftovers } from "../../src/nodes/storage-folder.ts";
import { temporaryFolder } from "../temporary-folder.ts";

it("the folder is closed to others", () => {
  const folder = makeStorageFolder(temporaryFolder());
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

it("what a dead process left is removed, what a living one has stays", () => {
  const parent = temporaryFolder();
  const dead = spawnSync("true").pid;
  const mine = makeStorageFolder(parent);
  const left = join(parent, `paxy-${dead}-123-abcdef`);
  mkdirSync(join(left, "acceptors"), { recursive: true });
  removeLeftovers(parent);
  expect(existsSync(left)).toBe(false);
  expect(existsSync(mine)).toBe(true);
});

it("a folder whose process id now belongs to another process is removed", () => {
  const parent = temporaryFolder();
  const left = join(parent, `paxy-${process.pid}-1-abcdef`);
  mkdirSync(left);
  removeLeftovers(parent);
  expect(existsSync(left)).toBe(false);
});

it("other people's names and links are left alone", () => {
  const parent = temporaryFolder();
  const precious = join(parent, "precious");
  mkdirSync(precious);
  const link = join(parent, `paxy-${spawnSync("true").pid}-123-abcdef`);
  symlinkSync(precious, link);
  const others = join(parent, "paxy-notes");
  mkdirSync(others);
  removeLeftovers(parent);
  for (const path of [precious, link, others]) expect(existsSync(path), basename(path)).toBe(true);
});
