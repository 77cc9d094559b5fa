import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { sourcesIn } from "../../src/grade/sources.ts";
import { submissionsIn } from "../../src/grade/submissions.ts";
import { temporaryFolder } from "../temporary-folder.ts";

let course: string;

beforeEach(() => {
  course = temporaryFolder();
});

function lab(...path: readonly string[]): string {
  const folder = join(course, ...path);
  cpSync(resolve("test/lab/folders/classic"), folder, { recursive: true });
  return folder;
}

test("a folder below, as archives leave it, is found; leftovers beside it are not", () => {
  lab("Anna Müller (12)", "lab 4");
  mkdirSync(join(course, "Anna Müller (12)", "__MACOSX"));
  writeFileSync(join(course, "Anna Müller (12)", ".DS_Store"), "");
  const { submissions } = submissionsIn([join(course, "Anna Müller (12)")]);
  expect(submissions).toMatchObject([
    { name: "Anna Müller (12)", path: join(course, "Anna Müller (12)", "lab 4") },
  ]);
  expect(submissions[0]?.problem).toBeUndefined();
});

test("a folder with several submissions is a course; what is no folder in it is told", () => {
  lab("anna");
  lab("bob");
  mkdirSync(join(course, "empty"));
  writeFileSync(join(course, "carl.zip"), "");
  symlinkSync(lab("anna"), join(course, "linked"));
  const { submissions, others } = submissionsIn([course]);
  expect(submissions.map(({ name }) => name)).toEqual(["anna", "bob", "empty", "linked"]);
  expect(submissions[2]?.problem).toBe("The folder has no .erl file.");
  expect(others).toEqual(["carl.zip"]);
});

test("two submissions never have one name", () => {
  const given = [lab("monday", "anna"), lab("tuesday", "anna"), lab("bob")];
  const names = submissionsIn(given).submissions.map(({ name }) => name);
  expect(new Set(names).size).toBe(3);
  expect(names[2]).toBe("bob");
});

test("of several folders with modules none is chosen, a file is no submission, and a path must be there", () => {
  lab("anna", "v1");
  lab("anna", "v2");
  writeFileSync(join(course, "bob.zip"), "");
  const { submissions } = submissionsIn([join(course, "anna"), join(course, "bob.zip")]);
  expect(submissions[0]?.problem).toMatch(/^Several folders in it have modules \(.*v1, .*v2\)/);
  expect(submissions[1]?.problem).toMatch(/is a file, not a folder/);
  expect(() => submissionsIn([join(course, "carl")])).toThrow(/carl" does not exist/);
});

test("which modules play may be said behind a folder", () => {
  const { submissions } = submissionsIn([`${lab("anna")}:acceptor=acceptor2`]);
  expect(submissions).toMatchObject([{ name: "anna", roles: { acceptor: "acceptor2" } }]);
});

test("the hash is that of the sources, whatever else is there", async () => {
  const [one, other] = [lab("anna"), lab("bob")];
  writeFileSync(join(other, "notes.txt"), "mine");
  expect((await sourcesIn(one)).hash).toBe((await sourcesIn(other)).hash);
  writeFileSync(join(other, "more.hrl"), "");
  expect((await sourcesIn(one)).hash).not.toBe((await sourcesIn(other)).hash);
});
