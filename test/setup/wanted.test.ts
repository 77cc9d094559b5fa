import { expect, test } from "vitest";
import { wantedBy } from "../../src/setup/wanted.mjs";

const needs = (line: string) => wantedBy(line.split(" ").filter(Boolean)).needs;

test("a batch needs packages, the program and Erlang", () => {
  for (const line of ["", "run", "run trials/delay.ts --jobs 4", "trials/drop.ts"]) {
    expect(needs(line)).toEqual({ packages: "program", bundles: true, erlang: ["run"] });
  }
});

test("help, reports, dry runs and what only meets running services need no Erlang", () => {
  for (const line of [
    "--help",
    "run -h",
    "help run",
    "report out/x/latest",
    "run x.ts --dry-run",
    "ls",
    "attach x",
    "stop",
  ]) {
    expect(needs(line)).toEqual({ packages: "program", bundles: true });
  }
});

test("the version and the doctor need nothing", () => {
  expect(wantedBy(["--version"])).toMatchObject({ kind: "version", needs: {} });
  expect(wantedBy(["doctor"])).toMatchObject({ kind: "doctor", needs: {} });
});

test("a task is named after --task, and its arguments follow", () => {
  expect(wantedBy(["--task", "test", "sweep"])).toMatchObject({
    kind: "task",
    task: "test",
    rest: ["sweep"],
  });
});
