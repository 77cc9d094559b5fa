import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { codeSource } from "../../src/batch/code-source.ts";
import { removeFolder } from "../remove-folder.ts";

const folder = mkdtempSync(join(tmpdir(), "paxy-code-"));
afterAll(() => removeFolder(folder));
const made = (name: string): string => {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  for (const role of ["acceptor", "proposer"])
    writeFileSync(join(path, `${role}.erl`), `-module(${role}).\n`);
  return path;
};
const lab = made("lab");

test("a folder is a version by its name, or by the one given", () => {
  expect(codeSource(lab, [])).toEqual({
    kind: "folder",
    given: lab,
    path: lab,
    name: "lab",
    roles: {},
  });
  expect(codeSource(`mine=${lab}`, [])).toMatchObject({ name: "mine", path: lab });
});

test("the modules of a project or an archive may be further down", () => {
  const src = made("project/src");
  mkdirSync(join(folder, "project", "test"));
  writeFileSync(join(folder, "project", "test", "acceptor_tests.erl"), "");
  expect(codeSource(join(folder, "project"), [])).toMatchObject({ name: "project", path: src });
  const deep = made("unpacked/Lab 3/paxy");
  expect(codeSource(join(folder, "unpacked"), [])).toMatchObject({ name: "unpacked", path: deep });
  made("unpacked/Lab 3/old");
  expect(() => codeSource(join(folder, "unpacked"), [])).toThrow(
    "Several folders in it have modules",
  );
});

test("variants are chosen behind the folder", () => {
  expect(codeSource(`mine=${lab}:acceptor=acceptorDelay,proposer=p2`, [])).toMatchObject({
    name: "mine",
    path: lab,
    roles: { acceptor: "acceptorDelay", proposer: "p2" },
  });
});

test("a folder with any name is a version by the nearest name that a version can have", () => {
  expect(codeSource(made("my lab-1"), [])).toMatchObject({ name: "my_lab_1" });
  expect(codeSource(made("3-paxos"), [])).toMatchObject({ name: "v3_paxos" });
  expect(() => codeSource(made("my-lab-1"), ["my_lab_1"])).toThrow("type --code my_lab_1_2=");
});

test("a name that can't be is refused with the one to type", () => {
  expect(() => codeSource(`my-lab=${lab}`, [])).toThrow(`type --code my_lab=${lab}`);
  expect(() => codeSource(`amnesia=${lab}`, [])).toThrow(`type --code amnesia_2=${lab}`);
  expect(() => codeSource(`2=${lab}`, [])).toThrow(`type --code v2=${lab}`);
});

test("of two equal names the second is refused with the one to type", () => {
  expect(() => codeSource(lab, ["lab", "lab_2"])).toThrow(
    `the version lab exists already; type --code lab_3=${lab}`,
  );
});

test("a module of a folder points to the folder", () => {
  expect(() => codeSource(join(lab, "acceptor.erl"), [])).toThrow(`To use it: --code ${lab}`);
});

test("a core is a file", () => {
  const core = join(lab, "my_core.erl");
  writeFileSync(core, "-module(my_core).\n-behaviour(paxy_core).\n");
  expect(codeSource(core, [])).toEqual({ kind: "file", path: core });
});
