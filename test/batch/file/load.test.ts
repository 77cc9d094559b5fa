import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { BatchFileError } from "../../../src/batch/file/error.ts";
import { loadBatchFile } from "../../../src/batch/file/load.ts";
import { root } from "../../../src/setup/places.mjs";
import { removeFolder } from "../../remove-folder.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "paxy-batch-file-"));
});
afterAll(() => removeFolder(folder));

function file(name: string, ...lines: string[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.join("\n"));
  return path;
}

async function refusal(path: string): Promise<string> {
  const error = await loadBatchFile(path).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(BatchFileError);
  return (error as Error).message.replaceAll(folder, "DIR");
}

test("TypeScript, JavaScript and JSON hand back what they export", async () => {
  const wanted = { name: "x", trials: [{ drop: 1 }] };
  const ts = file(
    "a.ts",
    "const drop: number = 1;",
    'export default { name: "x", trials: [{ drop }] };',
  );
  const js = file("a.mjs", 'export default { name: "x", trials: [{ drop: 1 }] };');
  const cjs = file("a.cjs", 'module.exports = { name: "x", trials: [{ drop: 1 }] };');
  const json = file("a.json", JSON.stringify(wanted));
  for (const path of [ts, js, cjs, json]) expect(await loadBatchFile(path)).toEqual(wanted);
});

test("a file may import another one, and wait for its export", async () => {
  file("part.ts", "export const drop = 7;");
  const path = file(
    "whole.ts",
    'import { drop } from "./part.ts";',
    "export default Promise.resolve({ drop });",
  );
  expect(await loadBatchFile(path)).toEqual({ drop: 7 });
});

test("an edited file is read again", async () => {
  const path = file("edited.ts", "export default { n: 1 };");
  expect(await loadBatchFile(path)).toEqual({ n: 1 });
  writeFileSync(path, "export default { n: 2 };");
  expect(await loadBatchFile(path)).toEqual({ n: 2 });
});

test("so is an edited part of it", async () => {
  const part = file("edited-part.ts", "export const n: number = 1;");
  const path = file(
    "edited-whole.ts",
    'import { n } from "./edited-part.ts";',
    "export default { n };",
  );
  expect(await loadBatchFile(path)).toEqual({ n: 1 });
  writeFileSync(part, "export const n: number = 2;");
  expect(await loadBatchFile(path)).toEqual({ n: 2 });
});

test("a syntax error names file and line", async () => {
  const path = file("syntax.ts", "const a = 1;", "", "export default { a: , };");
  expect(await refusal(path)).toBe("DIR/syntax.ts:3:20: Unexpected token.");
});

test("a syntax error in JSON names file and line", async () => {
  expect(await refusal(file("token.json", "{", '  "a": 1,', '  "b": }', "}"))).toBe(
    "DIR/token.json:3: not valid JSON.",
  );
  expect(await refusal(file("early.json", "{", '  "a": [1,', ""))).toBe(
    "DIR/early.json:3: not valid JSON.",
  );
  const twice = [
    "{",
    '  "trials": [',
    '    { "drop": 1, "a\\"{": 2,',
    '      "drop": 2 }',
    "  ]",
    "}",
  ];
  expect(await refusal(file("twice.json", ...twice))).toBe(
    'DIR/twice.json:4: "drop" is given twice (first on line 3); remove one of them.',
  );
  expect(await refusal(file("comma.json", "{", '  "a": 1', '  "b": 2', "}", ""))).toBe(
    "DIR/comma.json:3: not valid JSON.",
  );
});

test("an exception names file, line and reason", async () => {
  const path = file(
    "throws.ts",
    "interface A { a: number }",
    "",
    "function f(): A {",
    '  throw new Error("boom\\u001b[2J");',
    "}",
    "export default f();",
  );
  expect(await refusal(path)).toBe("DIR/throws.ts:4: boom [2J.");
});

test("what is imported and can't be found is named", async () => {
  const path = file("imports.ts", 'import x from "no-such-package";', "export default x;");
  expect(await refusal(path)).toMatch(
    /^DIR\/imports\.ts.*: it imports "no-such-package", which cannot be found\.$/,
  );
});

test("an endless loop ends at the time limit", async () => {
  expect(await refusal(file("loop.ts", "for (;;) {}"))).toBe(
    "DIR/loop.ts did not finish within 10 s: an infinite loop, or an await that never resolves.",
  );
});

test("an export that is never settled is refused at once", async () => {
  expect(await refusal(file("never.ts", "export default new Promise(() => {});"))).toBe(
    "DIR/never.ts has a top-level await that never resolves.",
  );
});

test("process.exit is no export", async () => {
  expect(await refusal(file("exit.ts", "process.exit(3);"))).toBe(
    "DIR/exit.ts ended its process with code 3 before it exported a batch.",
  );
});

test("endless printing neither blocks nor is kept", async () => {
  const path = file(
    "prints.ts",
    'for (let i = 0; i < 1e4; i++) console.log("x".repeat(1000));',
    "export default { a: 1 };",
  );
  expect(await loadBatchFile(path)).toEqual({ a: 1 });
});

test("a huge export is refused", async () => {
  const path = file("huge.ts", 'export default "x".repeat(40_000_000);');
  expect(await refusal(path)).toBe("DIR/huge.ts exports more than 32 MiB of data.");
});

test("more memory than a batch can need is refused", async () => {
  const path = file(
    "memory.ts",
    "const all = [];",
    "for (;;) all.push(new Array(1000).fill(all.length));",
  );
  expect(await refusal(path)).toMatch(
    /^DIR\/memory\.ts (took more than 512 MB of memory|did not finish within 10 s.*)\.$/,
  );
});

test("what is not plain data is named by its place", async () => {
  const cases = {
    "{ trials: [{ drop: () => 1 }] }": "trials[0].drop is a function",
    "{ seed: 10n }": "seed is a bigint",
    "{ start: new Date(0) }": "start is an object of the class Date",
    "{ drop: 0 / 0 }": "drop is NaN",
    "(() => { const a: any = {}; a.a = a; return a; })()":
      "is nested too deeply, or contains itself",
  };
  for (const [text, reason] of Object.entries(cases)) {
    expect(await refusal(file("plain.ts", `export default ${text};`))).toContain(reason);
  }
});

test("a file without a default export says how one looks", async () => {
  expect(await refusal(file("none.ts", "export const a = 1;"))).toContain(
    "DIR/none.ts has no default export",
  );
});

test("what is not there, not a file, or of another kind is refused", async () => {
  expect(await refusal(join(folder, "gone.ts"))).toBe("DIR/gone.ts does not exist.");
  expect(await refusal(folder)).toBe("DIR is not a file.");
  expect(await refusal(file("batch.yaml", "a: 1"))).toContain('its name ends in ".yaml"');
});

test("processes that a file starts end with it", async () => {
  const sleeper = join(folder, "pid");
  const path = file(
    "spawns.ts",
    'import { spawn } from "node:child_process";',
    'import { writeFileSync } from "node:fs";',
    'const child = spawn("sleep", ["600"], { stdio: "ignore" });',
    `writeFileSync(${JSON.stringify(sleeper)}, String(child.pid));`,
    "export default {};",
  );
  await loadBatchFile(path);
  const pid = Number(readFileSync(sleeper, "utf8"));
  // Killed, it is there until init has taken note of it.
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow("ESRCH"), 60_000);
});

test("a detached process that holds the pipe of the answer is not waited for, and ends with the file", async () => {
  const sleeper = join(folder, "detached-pid");
  const path = file(
    "holds.ts",
    'import { spawn } from "node:child_process";',
    'import { writeFileSync } from "node:fs";',
    'const stdio = ["ignore", "ignore", "ignore", 3] as const;',
    'const child = spawn("sleep", ["60"], { stdio: [...stdio], detached: true });',
    `writeFileSync(${JSON.stringify(sleeper)}, String(child.pid));`,
    "export default { a: 1 };",
  );
  expect(await loadBatchFile(path)).toEqual({ a: 1 });
  const pid = Number(readFileSync(sleeper, "utf8"));
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow("ESRCH"), 60_000);
});

test("nor does one live on when the file meets its time limit", async () => {
  const sleeper = join(folder, "late-pid");
  const path = file(
    "holds-and-waits.ts",
    'import { spawn } from "node:child_process";',
    'import { writeFileSync } from "node:fs";',
    'const child = spawn("sleep", ["60"], { stdio: "ignore", detached: true });',
    `writeFileSync(${JSON.stringify(sleeper)}, String(child.pid));`,
    // Not a loop, which takes a processor for all that time: the limit is the same.
    "await new Promise((end) => setTimeout(end, 600_000));",
  );
  expect(await refusal(path)).toContain("did not finish within 10 s");
  const pid = Number(readFileSync(sleeper, "utf8"));
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow("ESRCH"), 60_000);
});

test("an endless loop ends when the program that waits for it is killed", async () => {
  const running = join(folder, "looping");
  const loop = file(
    "orphan.ts",
    'import { writeFileSync } from "node:fs";',
    `writeFileSync(${JSON.stringify(running)}, String(process.pid));`,
    "for (;;) {}",
  );
  const child = join(root, ".build", "batch-file.js");
  const options = '{ stdio: ["ignore", "ignore", "ignore", "pipe"], detached: true }';
  const args = `[...${JSON.stringify([child, loop])}, String(process.pid)]`;
  const script = `require("node:child_process").spawn(process.execPath, ${args}, ${options})`;
  const parent = spawn(process.execPath, ["-e", script], { stdio: "ignore" });
  const pid = await vi.waitFor(() => Number(readFileSync(running, "utf8")), 60_000);
  parent.kill("SIGKILL");
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow("ESRCH"), 60_000);
});
