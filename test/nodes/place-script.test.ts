import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { startScript } from "../../src/nodes/places/script.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const TOKEN = "0123456789abcdef";

/** The script of a place, run here by /bin/sh; its node is a program that waits. */
function place() {
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
    env: { PATH: `${home}/bin:${process.env.PATH}`, TMPDIR: home, HOME: home },
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
  shell.stdin.write(startScript({ token: TOKEN, bytes: archive.length, args: ["-noshell"] }));
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
