import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { AppendFile } from "../../src/results/append-file.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { limitFileSize } from "./limit-file-size.ts";

afterEach(() => limitFileSize("unlimited"));

test("a new file starts with its header, an old one goes on", async () => {
  const path = join(temporaryFolder(), "a.csv");
  for (const text of ["1\n", "2\n"]) {
    const file = await AppendFile.open(path, "head\n");
    expect(await file.append(text)).toEqual({ ok: true });
    await file.close();
  }
  expect(readFileSync(path, "utf8")).toBe("head\n1\n2\n");
  expect(statSync(path).mode & 0o022).toBe(0);
});

test("a text that does not fit is written not at all, and the next one that fits is", async () => {
  const path = join(temporaryFolder(), "a.csv");
  const file = await AppendFile.open(path, "head\n");
  limitFileSize(10);
  expect(await file.append("too long for it\n")).toEqual({
    ok: false,
    problem: { kind: "full", reason: "cannot write a.csv: file size limit reached" },
  });
  expect(readFileSync(path, "utf8")).toBe("head\n");
  expect(await file.append("ab\n")).toEqual({ ok: true });
  limitFileSize("unlimited");
  expect(await file.append("too long for it\n")).toEqual({ ok: true });
  await file.close();
  expect(readFileSync(path, "utf8")).toBe("head\nab\ntoo long for it\n");
});

test("a file that was deleted with its directory is noticed, and put back with all it held", async () => {
  const directory = join(temporaryFolder(), "x", "y");
  const path = join(directory, "a.csv");
  mkdirSync(directory, { recursive: true });
  const file = await AppendFile.open(path, "head\n");
  await file.append("1\n");
  rmSync(join(directory, ".."), { recursive: true });
  expect(await file.append("2\n")).toEqual({
    ok: false,
    problem: { kind: "gone", reason: "cannot write a.csv: not found" },
  });
  expect(await file.recover()).toEqual({ ok: true });
  expect(await file.append("2\n")).toEqual({ ok: true });
  await file.close();
  expect(readFileSync(path, "utf8")).toBe("head\n1\n2\n");
});

test("a file that took its place is used if it has the header or is empty, and left alone otherwise", async () => {
  const path = join(temporaryFolder(), "a.csv");
  const file = await AppendFile.open(path, "head\n");
  for (const [found, after] of [
    ["head\nedited\n", "head\nedited\n1\n"],
    ["", "head\n1\n"],
  ] as const) {
    rmSync(path);
    writeFileSync(path, found);
    expect(await file.append("1\n")).toMatchObject({ ok: false, problem: { kind: "other" } });
    await file.recover();
    await file.append("1\n");
    expect(readFileSync(path, "utf8")).toBe(after);
  }
  rmSync(path);
  writeFileSync(path, "a letter\n");
  expect(await file.recover()).toMatchObject({ ok: false });
  expect(await file.append("1\n")).toMatchObject({ ok: false });
  await file.close();
  expect(readFileSync(path, "utf8")).toBe("a letter\n");
});

test.each([
  ["truncated", "head\n1\n", (path: string) => truncateSync(path, 0)],
  ["appended to", "head\n1\n", (path: string) => appendFileSync(path, "2")],
])(
  "a file that another program %s is not written until it is as it was",
  async (_, text, change) => {
    const path = join(temporaryFolder(), "a.csv");
    const file = await AppendFile.open(path, "head\n");
    await file.append("1\n");
    change(path);
    const changed = readFileSync(path, "utf8");
    const refused = await file.append("3\n");
    expect(refused.ok ? "" : refused.problem.reason).toMatch(
      /^cannot write a.csv: another program changed it \(\d bytes, not 7\); put it back, or stop the batch$/,
    );
    await file.recover();
    expect(await file.append("3\n")).toMatchObject({ ok: false });
    expect(readFileSync(path, "utf8")).toBe(changed);
    writeFileSync(path, text);
    expect(await file.append("3\n")).toEqual({ ok: true });
    await file.close();
    expect(readFileSync(path, "utf8")).toBe("head\n1\n3\n");
  },
);

test("texts can be taken back", async () => {
  const path = join(temporaryFolder(), "a.csv");
  const file = await AppendFile.open(path, "head\n");
  const before = file.length;
  await file.append("1\n");
  await file.cutTo(before);
  await file.append("2\n");
  await file.close();
  expect(readFileSync(path, "utf8")).toBe("head\n2\n");
});
