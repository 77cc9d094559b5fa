import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withLock } from "../../src/setup/lock.mjs";
import { removeFolder } from "../remove-folder.ts";

let folder: string;
let lock: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "paxy-lock-"));
  lock = join(folder, "lock");
});
afterEach(() => removeFolder(folder));

const GONE = 4194303;

/** A lock file as it was found, written `seconds` ago. */
function left(text: string, seconds: number): void {
  writeFileSync(lock, text);
  const then = Date.now() / 1000 - seconds;
  utimesSync(lock, then, then);
}

const work = async () => readFileSync(lock, "utf8");

test("an empty or damaged lock is free after some seconds", async () => {
  for (const text of ["", "\0\0\0\0", "no pid\n", "0\n", "-1 5 host\n"]) {
    left(text, 10);
    expect(await withLock(lock, work)).toMatch(new RegExp(`^${process.pid} \\d+ `));
    expect(existsSync(lock)).toBe(false);
  }
});

test("the lock of a process that is gone is taken over", async () => {
  left(`${GONE} 1 ${hostname()}\n`, 0);
  expect(await withLock(lock, work)).toContain(`${process.pid} `);
});

test.skipIf(!existsSync("/proc/1/stat"))(
  "a living process with the pid of the holder and another start time holds nothing",
  async () => {
    left(`${process.ppid} 1 ${hostname()}\n`, 0);
    expect(await withLock(lock, work)).toContain(`${process.pid} `);
  },
);

test("the lock of another computer is taken over when it is too old", async () => {
  left(`1 1 another-${hostname()}\n`, 3600);
  expect(await withLock(lock, work)).toContain(`${process.pid} `);
});

test("a lock that somebody else has by now is not removed at the end", async () => {
  await withLock(lock, async () => writeFileSync(lock, "another\n"));
  expect(readFileSync(lock, "utf8")).toBe("another\n");
});

test("of many processes that find a dead lock one at a time works", async () => {
  left(`${GONE} 1 ${hostname()}\n`, 0);
  const module = resolve("src/setup/lock.mjs");
  const inside = join(folder, "inside");
  const program = `
    import { rmSync, writeFileSync } from "node:fs";
    import { setTimeout } from "node:timers/promises";
    const { withLock } = await import(${JSON.stringify(module)});
    await withLock(${JSON.stringify(lock)}, async () => {
      writeFileSync(${JSON.stringify(inside)}, "", { flag: "wx" });
      await setTimeout(20);
      rmSync(${JSON.stringify(inside)});
    });
  `;
  const codes = await Promise.all(
    Array.from(
      { length: 8 },
      () =>
        new Promise((done) => {
          const args = ["--input-type=module", "-e", program];
          spawn(process.execPath, args, { stdio: "ignore" }).once("exit", done);
        }),
    ),
  );
  expect(codes).toEqual(Array(8).fill(0));
});
