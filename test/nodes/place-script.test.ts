import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { startScript } from "../../src/nodes/places/script.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const TOKEN = "0123456789abcdef";

/** The script of a place, run here by /bin/sh; its node is a program that waits. */
function place(given: { readonly tmpdir?: string; readonly lookEveryS?: number } = {}) {
  const home = temporaryFolder();
  const node = join(home, "bin", "erl");
  mkdirSync(join(home, "bin"));
  writeFileSync(
    node,
    `#!/bin/sh\n: > "${home}/node-runs"\nwhile [ ! -e "${home}/end" ]; do sleep 0.05; done\n`,
  );
  chmodSync(node, 0o755);
  writeFileSync(join(home, "a.beam"), "code");
  const { stdout: archive } = spawnSync("tar", ["-cf", "-", "-C", home, "a.beam"]);
  const shell = spawn("/bin/sh", ["-s"], {
    // The script ends its whole group if no archive comes.
    detached: true,
    env: { PATH: `${home}/bin:${process.env.PATH}`, TMPDIR: given.tmpdir ?? home, HOME: home },
  });
  onTestFinished(() => {
    if (shell.exitCode === null) process.kill(-(shell.pid as number), "SIGKILL");
  });
  const said = { out: "", error: "" };
  shell.stdout.on("data", (chunk) => {
    said.out += chunk;
  });
  shell.stderr.on("data", (chunk) => {
    said.error += chunk;
  });
  const ended = new Promise<number | null>((done) => shell.once("close", done));
  shell.stdin.write(
    startScript({ ...given, token: TOKEN, bytes: archive.length, args: ["-noshell"] }),
  );
  return { home, said, shell, ended, archive };
}

test("a place whose shell is told to end while its node runs removes its folder and says nothing of it", async () => {
  const { home, said, shell, ended, archive } = place();
  await vi.waitUntil(() => said.out.includes('"there"'), { timeout: 60_000 });
  shell.stdin.write(archive);
  await vi.waitUntil(() => existsSync(join(home, "node-runs")), { timeout: 60_000 });
  const [, folder = ""] = /"folder":"([^"]+)"/.exec(said.out) ?? [];
  expect(existsSync(join(folder, "a.beam"))).toBe(true);
  shell.kill("SIGTERM");
  writeFileSync(join(home, "end"), "");
  expect(await ended).toBe(1);
  expect(existsSync(folder)).toBe(false);
  expect(said.error).toBe("");
});

test("a place whose files cannot be unpacked says so, removes its folder and starts no node", async () => {
  const { home, said, shell, ended } = place();
  await vi.waitUntil(() => said.out.includes('"there"'), { timeout: 60_000 });
  shell.stdin.end("no archive");
  expect(await ended).toBe(1);
  expect(said.error).toMatch(/its files could not be unpacked in \S+ \(is it full\?\)\n$/);
  expect(readdirSync(home).sort()).toEqual(["a.beam", "bin"]);
});

test("a place whose TMPDIR is no folder uses /tmp", async () => {
  const { said, shell, ended } = place({ tmpdir: "/nowhere" });
  await vi.waitUntil(() => said.out.includes('"there"'), { timeout: 60_000 });
  expect(said.out).toMatch(/"folder":"\/tmp\/paxy-place-/);
  shell.stdin.end();
  await ended;
});

test("a place to which no files come ends by itself, and its folder is gone", async () => {
  const { home, ended } = place({ lookEveryS: 0.1 });
  expect(await ended).toBe(null);
  expect(readdirSync(home).sort()).toEqual(["a.beam", "bin"]);
});
