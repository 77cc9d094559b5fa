import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { processStat } from "../../src/nodes/process-group.ts";
import { FreshCopy, prepare } from "./fresh-copy.ts";

let copy: FreshCopy;
beforeEach(() => {
  copy = new FreshCopy();
});
afterEach(() => copy.remove());

const count = (text: string, part: string) => text.split(part).length - 1;

test("two starts at once on a fresh clone: one works, the other waits, both are ready", async () => {
  copy.addErlang();
  copy.keepOneModule();
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
  copy.addProgram();
  copy.keepOneModule();
  await copy.start(prepare);
  expect((await copy.start(prepare)).stderr).toBe("");
  const source = join(copy.project, "erlang", "protocol", "order.erl");
  writeFileSync(source, `${readFileSync(source, "utf8")}\n%% changed\n`);
  expect((await copy.start(prepare)).stderr).toMatch(
    /^paxy: compiling the Erlang modules \(OTP \d+\)\n$/,
  );
});

test("the lock of a set-up that was killed is taken over", async () => {
  copy.addErlang();
  copy.addProgram();
  copy.keepOneModule();
  await copy.start(prepare);
  writeFileSync(join(copy.project, ".build", "lock"), `4194303 1 ${hostname()}\n`);
  writeFileSync(join(copy.project, ".build", "bundles.json"), '{"key":"old"}');
  const again = await copy.start(prepare);
  expect(again).toMatchObject({ code: 0, stderr: "paxy: building the program\n" });
});

test("compiled modules that a running batch uses stay, however many builds come later", async () => {
  copy.addErlang();
  copy.addProgram();
  copy.keepOneModule();
  const build = join(copy.project, ".build");
  const sets = Array.from({ length: 12 }, (_, n) => `otp25-${n}`);
  for (const [age, name] of sets.entries()) {
    const set = join(build, "beams", name);
    mkdirSync(set, { recursive: true });
    utimesSync(set, 1e9 - age, 1e9 - age);
  }
  const [used = "", unused = ""] = ["used", "unused"].map((name) => join(build, "user-code", name));
  for (const folder of [used, unused]) {
    mkdirSync(folder, { recursive: true });
    utimesSync(folder, 1e9, 1e9);
  }
  mkdirSync(join(build, "in-use"));
  const startTime = processStat(process.pid)?.startTime;
  writeFileSync(
    join(build, "in-use", `${process.pid}-${startTime}`),
    `${join(build, "beams", "otp25-11")}\n${used}\n`,
  );
  writeFileSync(join(build, "in-use", "4194303-1"), `${join(build, "beams", "otp25-10")}\n`);
  await copy.start(prepare);
  const left = readdirSync(join(build, "beams"));
  expect(sets.filter((name) => !left.includes(name))).toEqual(["otp25-10"]);
  expect(readdirSync(join(build, "user-code"))).toEqual(["used"]);
});

test.skipIf(process.getuid?.() !== 0)(
  "a cache folder that another user made is refused, whatever lies in it",
  async () => {
    const cache = join(copy.folder, "cache", "paxy");
    mkdirSync(cache, { recursive: true });
    chmodSync(join(copy.folder, "cache"), 0o777);
    const { code, stderr } = await copy.start(prepare, {
      uid: 65534,
      env: { XDG_CACHE_HOME: join(copy.folder, "cache") },
    });
    expect(code).toBe(2);
    expect(stderr).toBe(
      `paxy: ${cache} belongs to another user. Set XDG_CACHE_HOME to a folder of your own.\n`,
    );
  },
);

test("Erlang modules that do not compile are one message and exit code 2", async () => {
  copy.addErlang();
  copy.addProgram();
  copy.keepOneModule();
  writeFileSync(
    join(copy.project, "erlang", "protocol", "order.erl"),
    "-module(order).\nnonsense\n",
  );
  const { code, stderr } = await copy.start(prepare);
  expect(code).toBe(2);
  expect(stderr).toContain("paxy: the Erlang modules do not compile.\n");
  expect(stderr).toContain("order.erl");
  expect(stderr).not.toContain("at ");
});

test.skipIf(process.getuid?.() !== 0)(
  "a folder that can't be written is one sentence",
  async () => {
    const { code, stderr } = await copy.start(prepare, { uid: 65534 });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^paxy: set-up cannot write \S+\.cache\S+ \(EACCES\)\.\n$/);
  },
);

test("help and dry runs of a batch file work without Erlang", async () => {
  const help = await copy.start(["src/setup/paxy.mjs", "--help"]);
  expect(help).toMatchObject({ code: 0, stderr: "paxy: building the program\n" });
  expect(help.stdout).toMatch(/^Usage: /);
  const plan = ["src/setup/paxy.mjs", "run", "trials/quickstart.ts", "--dry-run"];
  expect(await copy.start(plan)).toMatchObject({ code: 0, stderr: "" });
});

test("a batch runs on a fresh clone, and what it prints on stdout is its own", async () => {
  copy.addPath(process.env.PATH ?? "");
  const command = ["run", "--set", "sleep=[0]", "--repeat", "1", "--json", "--out", copy.folder];
  const { code, stdout, stderr } = await copy.start(["src/setup/paxy.mjs", ...command]);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const lines = stdout.trim().split("\n");
  expect(lines.map((line) => typeof JSON.parse(line))).toEqual(["object", "object"]);
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
  expect(stdout).toContain("paxy cannot run batches here yet.");
  expect(existsSync(join(copy.folder, "ran"))).toBe(false);
  expect(existsSync(join(copy.project, ".build", "ebin"))).toBe(false);
});

test("the doctor is content where Erlang is, and names what the next start does", async () => {
  copy.addErlang();
  const { code, stdout } = await copy.start(["src/setup/paxy.mjs", "doctor"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^later {3}program .*at the next start/m);
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
