import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FreshCopy } from "./fresh-copy.ts";

let copy: FreshCopy;
beforeEach(() => {
  copy = new FreshCopy();
});
afterEach(() => copy.remove());

/** What every command does before it begins; a program that ends at once stands for the command. */
const prepare = [
  "-e",
  'import("./src/setup/start.mjs").then((setup) => setup.prepareFor(["run"]))',
];

const count = (text: string, part: string) => text.split(part).length - 1;

test("two starts at once on a fresh clone: one works, the other waits, both are ready", async () => {
  copy.addErlang();
  const both = await Promise.all([copy.start(prepare), copy.start(prepare)]);
  const said = both.map(({ stderr }) => stderr).join("");
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(count(said, "building the program")).toBe(1);
  expect(count(said, "compiling the Erlang modules")).toBe(1);
  expect(count(said, "waiting for the set-up")).toBe(1);
  expect(readdirSync(join(copy.project, ".build", "ebin"))).toContain("order.beam");
  expect(existsSync(join(copy.project, ".build", "lock"))).toBe(false);
});

test("a second start does none of it again, and a changed source only its part", async () => {
  copy.addErlang();
  await copy.start(prepare);
  expect((await copy.start(prepare)).stderr).toBe("");
  const source = join(copy.project, "erlang", "order.erl");
  writeFileSync(source, `${readFileSync(source, "utf8")}\n%% changed\n`);
  expect((await copy.start(prepare)).stderr).toMatch(
    /^paxy: compiling the Erlang modules \(OTP \d+\)\n$/,
  );
});

test("the lock of a set-up that was killed is taken over", async () => {
  copy.addErlang();
  await copy.start(prepare);
  writeFileSync(join(copy.project, ".build", "lock"), "4194303\n");
  writeFileSync(join(copy.project, ".build", "bundles.json"), '{"key":"old"}');
  const again = await copy.start(prepare);
  expect(again).toMatchObject({ code: 0, stderr: "paxy: building the program\n" });
});

test("Erlang modules that do not compile are one message and exit code 2", async () => {
  copy.addErlang();
  writeFileSync(join(copy.project, "erlang", "order.erl"), "-module(order).\nnonsense\n");
  const { code, stderr } = await copy.start(prepare);
  expect(code).toBe(2);
  expect(stderr).toContain("paxy: the Erlang modules do not compile.\n");
  expect(stderr).toContain("order.erl");
  expect(stderr).not.toContain("at ");
});

test.skipIf(process.getuid?.() !== 0)(
  "root gets a missing Erlang from the package manager",
  async () => {
    const log = join(copy.folder, "apt.log");
    copy.command(
      "apt-get",
      `echo "$@" >> ${log}`,
      `[ "$1" = install ] || exit 0`,
      `for name in erl erlc; do`,
      `  printf '#!/bin/sh\\nPATH=/usr/local/bin:/usr/bin:/bin exec %s "$@"\\n' $name > ${copy.bin}/$name`,
      `  /bin/chmod +x ${copy.bin}/$name`,
      `done`,
    );
    const { code, stderr } = await copy.start(prepare);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toContain(
      "Erlang/OTP 25 or newer is missing; installing it: apt-get install -y --no-install-recommends erlang-base\n",
    );
    expect(readFileSync(log, "utf8")).toMatch(/install -y --no-install-recommends erlang-base\n$/);
    expect(readdirSync(join(copy.project, ".build", "ebin"))).toContain("order.beam");
  },
);

test.skipIf(process.getuid?.() !== 0)(
  "an installation that fails is tried once more with fresh lists",
  async () => {
    const log = join(copy.folder, "apt.log");
    copy.command("apt-get", `echo "$1" >> ${log}`, `[ "$1" = update ]`);
    const { code, stderr } = await copy.start(prepare);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /paxy: Erlang\/OTP 25 or newer could not be installed with: apt-get install .*erlang-base\.?\n$/,
    );
    expect(readFileSync(log, "utf8")).toMatch(/install\nupdate\ninstall\n$/);
  },
);

test.skipIf(process.getuid?.() !== 0)(
  "other users without a terminal are told the command, and nothing is run",
  async () => {
    for (const name of ["apt-get", "sudo"]) copy.command(name, `echo ran > ${copy.folder}/ran`);
    chmodSync(copy.folder, 0o777);
    const { code, stderr } = await copy.start(prepare, { uid: 65534 });
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        "paxy: Erlang/OTP 25 or newer is needed. To install it: sudo apt-get install -y --no-install-recommends erlang-base\n",
    });
    expect(existsSync(join(copy.folder, "ran"))).toBe(false);
  },
);

test.skipIf(process.getuid?.() !== 0)(
  "a folder that can't be written is one sentence",
  async () => {
    const { code, stderr } = await copy.start(prepare, { uid: 65534 });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^paxy: set-up can't write \S+\.cache\S+ \(EACCES\)\.\n$/);
  },
);

test("an Erlang that is too old is named, and not replaced", async () => {
  copy.command("erl", "echo 24");
  copy.command("erlc", "exit 1");
  copy.command("apt-get", `echo ran > ${copy.folder}/ran`);
  const { code, stderr } = await copy.start(prepare);
  expect(code).toBe(2);
  expect(stderr).toContain(`paxy: Erlang/OTP 25 or newer is needed; ${copy.bin}/erl is OTP 24.`);
  expect(existsSync(join(copy.folder, "ran"))).toBe(false);
});

test("the version needs neither packages nor Erlang", async () => {
  expect(await copy.start(["src/setup/paxy.mjs", "--version"])).toMatchObject({
    code: 0,
    stderr: "",
  });
  expect(existsSync(join(copy.project, ".build", "ebin"))).toBe(false);
});

test("the doctor installs nothing, says how to get Erlang, and exits with 2", async () => {
  copy.command("apt-get", `echo ran > ${copy.folder}/ran`);
  const { code, stdout } = await copy.start(["src/setup/paxy.mjs", "doctor"]);
  expect(code).toBe(2);
  expect(stdout).toMatch(
    /^MISSING Erlang\/OTP .*apt-get install -y --no-install-recommends erlang-base$/m,
  );
  expect(stdout).toMatch(/^ok {6}Node /m);
  expect(stdout).toContain("paxy can't run batches here yet.");
  expect(existsSync(join(copy.folder, "ran"))).toBe(false);
  expect(existsSync(join(copy.project, ".build", "ebin"))).toBe(false);
});

test("the doctor is content where Erlang is, and names what the next start does", async () => {
  copy.addErlang();
  const { code, stdout } = await copy.start(["src/setup/paxy.mjs", "doctor"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^later {3}program .*the next start/m);
  expect(stdout).toContain("paxy can run batches here.");
});

test("an old Node is told so in one sentence, with exit code 2", async () => {
  const pretend =
    'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.18.3"}})';
  expect(await copy.start(["--import", pretend, "src/setup/paxy.mjs", "run"])).toEqual({
    code: 2,
    stdout: "",
    stderr: "paxy: Node 20.19 or newer is needed; this is Node 20.18.3.\n",
  });
});
