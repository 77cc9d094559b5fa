import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { root } from "../../src/setup/places.mjs";
import { removeFolder } from "../remove-folder.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "paxy-parent-"));
});
afterEach(() => removeFolder(folder));

const program = `
  import { writeFileSync } from "node:fs";
  import { endWithNpm } from ${JSON.stringify(join(root, "src", "setup", "parent.mjs"))};
  process.on("SIGTERM", () => { writeFileSync("ended", "SIGTERM"); process.exit(0); });
  endWithNpm();
  writeFileSync("ready", String(process.pid));
  setTimeout(() => writeFileSync("ended", "by itself"), 20_000);
`;

/** A program that npm starts as it starts paxy: without a terminal. */
async function underNpm(script: string): Promise<ChildProcess> {
  writeFileSync(join(folder, "program.mjs"), program);
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "x", scripts: { start: script } }),
  );
  const npm = spawn("npm", ["start"], { cwd: folder, stdio: "ignore" });
  await vi.waitFor(() => expect(existsSync(join(folder, "ready"))).toBe(true), 60_000);
  return npm;
}

const howItEnded = () =>
  vi.waitFor(
    () => {
      const said = readFileSync(join(folder, "ended"), "utf8");
      // The file is there before its text is.
      expect(said).not.toBe("");
      return said;
    },
    { timeout: 60_000, interval: 20 },
  );

for (const signal of ["SIGTERM", "SIGKILL"] as const) {
  test(`the program is told when npm ends by ${signal}`, async () => {
    const npm = await underNpm("node program.mjs");
    npm.kill(signal);
    expect(await howItEnded()).toBe("SIGTERM");
  });
}

test("the program is told when npm is killed and the shell between them stays", async () => {
  const npm = await underNpm("node program.mjs; true");
  npm.kill("SIGKILL");
  expect(await howItEnded()).toBe("SIGTERM");
});
