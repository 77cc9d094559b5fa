import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { spawn } from "node-pty";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FreshCopy, prepare } from "./fresh-copy.ts";

const NOBODY = 65534;

let copy: FreshCopy;
beforeEach(() => {
  copy = new FreshCopy();
  copy.addProgram();
  copy.keepOneModule();
});
afterEach(() => copy.remove());

const asked = () => (existsSync(copy.packageLog) ? readFileSync(copy.packageLog, "utf8") : "");

/** The same on a terminal, as another user, who answers the question. */
function onTerminal(answer: string): Promise<{ code: number; screen: string }> {
  const terminal = spawn(process.execPath, prepare, {
    cwd: copy.project,
    env: copy.environment,
    uid: NOBODY,
    gid: NOBODY,
    cols: 300,
  });
  let screen = "";
  terminal.onData((data) => {
    screen += data;
    if (data.includes("[y/N]")) terminal.write(answer);
  });
  return new Promise((done) => terminal.onExit(({ exitCode }) => done({ code: exitCode, screen })));
}

describe.skipIf(process.getuid?.() !== 0)("where Erlang is missing", () => {
  test("root gets it from the package manager", async () => {
    copy.addPackageManager();
    const { code, stderr } = await copy.start(prepare);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toContain(
      "Erlang/OTP 25 or newer is missing; installing it: apt-get install -y --no-install-recommends erlang-base\n",
    );
    expect(asked()).toMatch(/install -y --no-install-recommends erlang-base\n$/);
    expect(readdirSync(join(copy.project, ".build", "ebin"))).toContain("order.beam");
  });

  test("an installation that fails is tried once more with fresh lists", async () => {
    copy.command("apt-get", `echo "$1" >> ${copy.packageLog}`, `[ "$1" = update ]`);
    const { code, stderr } = await copy.start(prepare);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /\npaxy: Erlang\/OTP 25 or newer could not be installed with: apt-get install .*erlang-base\n$/,
    );
    expect(asked()).toMatch(/install\nupdate\ninstall\n$/);
  });

  test("other users without a terminal are told the command, and nothing is run", async () => {
    for (const name of ["apt-get", "sudo"]) copy.command(name, `echo ran >> ${copy.packageLog}`);
    copy.giveTo(NOBODY);
    expect(await copy.start(prepare, { uid: NOBODY })).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "paxy: Erlang/OTP 25 or newer is needed. To install it: sudo apt-get install -y --no-install-recommends erlang-base\n",
    });
    expect(asked()).toBe("");
  });

  test("other users on a terminal are asked, and a yes runs it with sudo", async () => {
    copy.addPackageManager();
    copy.command("sudo", `echo sudo >> ${copy.packageLog}`, 'exec "$@"');
    copy.giveTo(NOBODY);
    const { code, screen } = await onTerminal("y\r");
    expect({ code, screen }).toMatchObject({ code: 0 });
    expect(asked()).toMatch(/sudo\ninstall -y --no-install-recommends erlang-base\n$/);
  });

  test("any other answer than yes runs nothing, and says the command", async () => {
    copy.command("sudo", `echo sudo >> ${copy.packageLog}`);
    copy.command("apt-get", "exit 1");
    copy.giveTo(NOBODY);
    const { code, screen } = await onTerminal("\r");
    expect(code).toBe(2);
    expect(screen).toContain("is needed. To install it: sudo apt-get install");
    expect(asked()).toBe("");
  });
});

test("an Erlang that is too old is named, and not replaced", async () => {
  copy.command("erl", "echo 24");
  copy.command("erlc", "exit 1");
  copy.addPackageManager();
  const { code, stderr } = await copy.start(prepare);
  expect(code).toBe(2);
  expect(stderr).toContain(`paxy: Erlang/OTP 25 or newer is needed; ${copy.bin}/erl is OTP 24.`);
  expect(asked()).toBe("");
});
