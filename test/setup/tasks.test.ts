import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root } from "../../src/setup/places.mjs";
import { FreshCopy } from "./fresh-copy.ts";

let copy: FreshCopy;
beforeEach(() => {
  copy = new FreshCopy();
  copy.addErlang();
  copy.addProgram();
  copy.keepOneModule();
  add("test/vitest.config.ts");
  add("test/slow-first.ts");
  add("test/set-up.ts");
  add("test/remove-folder.ts");
  add("test/erlang/eunit_counts.erl");
});
afterEach(() => copy.remove());

function add(name: string): void {
  cpSync(join(root, name), join(copy.project, name));
}

function write(name: string, ...lines: readonly string[]): void {
  mkdirSync(join(copy.project, name, ".."), { recursive: true });
  writeFileSync(join(copy.project, name), lines.join("\n"));
}

const task = (...args: readonly string[]) => copy.start(["src/setup/paxy.mjs", "--task", ...args]);

const eunit = (name: string, ...lines: readonly string[]) =>
  write(
    `test/erlang/${name}.erl`,
    `-module(${name}).`,
    '-include_lib("eunit/include/eunit.hrl").',
    ...lines,
    "",
  );

const vitest = (name: string, ...lines: readonly string[]) =>
  write(`test/${name}.test.ts`, 'import { expect, test } from "vitest";', ...lines);

test("the last line of npm test adds up EUnit and vitest", async () => {
  eunit("good_tests", "one_test() -> ok.", "two_test() -> ok.");
  vitest("good", 'test("a", () => expect(1).toBe(1));', 'test.skip("b", () => {});');
  const { code, stdout } = await task("test");
  expect(stdout).toMatch(/\n3 passed, 0 failed, 1 skipped\n$/);
  expect(code).toBe(0);
});

test("a failure in either is a failure of both", async () => {
  eunit(
    "mixed_tests",
    "one_test() -> ok.",
    "two_test() -> ok = bad.",
    "three_test() -> halted().",
    "halted() -> exit(x).",
  );
  vitest("mixed", 'test("a", () => expect(1).toBe(1));', 'test("b", () => expect(1).toBe(2));');
  const { code, stdout } = await task("test");
  expect(stdout).toMatch(/\n2 passed, 3 failed\n$/);
  expect(code).toBe(1);
});

test("tests that can't be loaded, compiled or finished are failures", async () => {
  eunit("broken_tests", "one_test() -> ");
  vitest("broken", 'import "./no-such-file.ts";', 'test("a", () => {});');
  const { code, stdout } = await task("test");
  expect(stdout).toMatch(/\n0 passed, 2 failed\n$/);
  expect(code).toBe(1);
  eunit("broken_tests", "one_test() -> halt(0).");
  expect((await task("test", "erlang")).stdout).toMatch(/\n0 passed, 1 failed\n$/);
});

test("arguments choose tests of both kinds, and choosing none is a failure", async () => {
  eunit("ballot_tests", "one_test() -> ok.");
  vitest("sweep", 'test("a", () => expect(1).toBe(1));', 'test("b", () => expect(1).toBe(1));');
  expect(await task("test", "ballot")).toMatchObject({ code: 0 });
  expect((await task("test", "sweep")).stdout).toMatch(/\n2 passed, 0 failed\n$/);
  const none = await task("test", "nothing-of-that-name");
  expect(none.stdout).toMatch(/no test ran\n\n0 passed, 0 failed\n$/);
  expect(none.code).toBe(1);
});

test("figures are rows of a table, and a missed one is a failure", async () => {
  write(
    "test/bench/start.bench.ts",
    'const row = { figure: "start", measured: "1.0 s", reference: "0.5 s", ratio: "2.0", target: "<= 3", ok: true };',
    'export default async () => [row, { ...row, figure: "slow start", ok: false }];',
  );
  write(
    "test/bench/throws.bench.ts",
    'export default async () => { throw new Error("no nodes"); };',
  );
  const { code, stdout, stderr } = await task("bench");
  expect(stdout).toContain("start       1.0 s                  0.5 s      2.0    <= 3    ok\n");
  expect(stdout).toContain("slow start  1.0 s                  0.5 s      2.0    <= 3    MISSED\n");
  expect(stdout).toMatch(/throws +could not be measured +MISSED\n\n1 passed, 2 failed\n$/);
  expect(stderr).toContain("no nodes");
  expect(code).toBe(1);
  expect((await task("bench", "start")).stdout).not.toContain("throws");
});

test("a task that does not exist is one sentence", async () => {
  expect(await task("tset")).toMatchObject({
    code: 2,
    stderr: 'paxy: Unknown task "tset". Tasks: build, test, check, bench, facts, soak.\n',
  });
});
