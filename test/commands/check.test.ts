import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { removeFolder } from "../remove-folder.ts";

const program = resolve(".build", "cli.js");
const folder = mkdtempSync(join(tmpdir(), "paxy-check-"));
afterAll(() => removeFolder(folder));

const start = (...args: string[]) => startWith({}, ...args);

function startWith(environment: Record<string, string>, ...args: string[]) {
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, [program, ...args], { cwd: folder, env });
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (text) => (said.stdout += text));
  child.stderr.on("data", (text) => (said.stderr += text));
  const ended = new Promise<{ status: number | null; stdout: string; stderr: string }>((done) =>
    child.once("close", (status) => done({ status, ...said })),
  );
  return { child, ended };
}

const paxy = (...args: string[]) => start(...args).ended;

describe("paxy check", () => {
  test("tells what it explored", async () => {
    const { status, stdout } = await paxy("check", "--set", "numAcceptors=2");
    expect(status).toBe(0);
    expect(stdout).toContain("version 2, 2 proposers, 2 acceptors, 2 rounds");
    expect(stdout).toContain("6,024 states, 27,583 transitions, depth 27");
  });

  test("hands over lines of JSON: the events of a violation, then the result", async () => {
    const system = ["--set", "numAcceptors=1", "--set", "moduleVersion=amnesia", "--crashes", "1"];
    const { status, stdout } = await paxy("check", ...system, "--rounds", "1", "--json");
    expect(status).toBe(1);
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const result = lines.pop();
    expect(result).toMatchObject({ ending: "violation" });
    expect(result.schedule).toHaveLength(11);
    expect(lines.filter(({ kind }) => kind === "crash")).toHaveLength(1);
    expect(lines.filter(({ kind }) => kind === "decided")).toHaveLength(2);
  });

  test("stopped by Ctrl-C, tells what is known so far, and leaves nothing running", async () => {
    const { child, ended } = start("check", "--set", "numProposers=3", "--shortest");
    let progress = "";
    child.stderr.on("data", (text) => {
      progress += text;
      if (/every schedule.*[1-9][\d,]* states/.test(progress)) child.kill("SIGINT");
    });
    const { status, stdout } = await ended;
    expect(status).toBe(130);
    expect(stdout).toContain("stopped; no violation so far, and the rest is not known.");
    expect(stdout).toMatch(/every schedule of at most \d+ steps keeps agreement and validity/);
    expect(stdout).toMatch(/[1-9][\d,]* states/);
  });

  test("tells a core's fault in a sentence", async () => {
    writeFileSync(
      join(folder, "raises.erl"),
      "-module(raises).\n-behaviour(paxy_core).\n-export([init/1, handle/2, recover/2]).\ninit(_) -> s.\nrecover(_, _) -> s.\nhandle(_, s) -> error(oops).\n",
    );
    const { status, stderr } = await paxy("check", "--code", "raises.erl");
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^paxy: acceptor (homer|marge|bart) crashed in raises:handle \(line 6\): oops\n$/m,
    );
  });

  test("finds a violation at random, shortens it, and prints the command that shows it again", async () => {
    const { status, stdout } = await paxy("check", "--set", "moduleVersion=stale_promises");
    expect(status).toBe(1);
    const again = /^Again: paxy (check .*) --schedule '(.*)'$/m.exec(stdout);
    const words = again?.[2]?.split(" ") ?? [];
    expect(stdout).toContain(`VIOLATION in ${words.length} steps, `);
    expect(words.length).toBeLessThanOrEqual(40);
    const shown = await paxy(...(again?.[1]?.split(" ") ?? []), "--schedule", words.join(" "));
    expect(shown.status).toBe(1);
    expect(shown.stdout).toContain("VIOLATION: both");
    const explored = /^Step by step: paxy (explore .*) --schedule /m.exec(stdout)?.[1] ?? "";
    const there = await paxy(...explored.split(" "), "--schedule", words.join(" "));
    expect(there.stdout).toMatch(/^agreement: BROKEN, both /m);
  });

  test("allows a crash of a version whose rules are about crashes, unless told otherwise", async () => {
    const small = ["check", "--set", "numAcceptors=1", "--set", "moduleVersion=amnesia"];
    expect((await paxy(...small)).status).toBe(1);
    const without = await paxy(...small, "--crashes", "0");
    expect(without.status).toBe(0);
    expect(without.stdout).not.toContain("crash");
  });

  test("stops at its bound on memory, with what is known so far", async () => {
    const { status, stdout } = await paxy(
      ...["check", "--set", "numProposers=3", "--memory", "100"],
    );
    expect(status).toBe(2);
    expect(stdout).toContain("the bound on memory was reached; no violation so far");
    expect(stdout).toContain("--compact");
  });

  test("goes through the same schedules with either deadline, as any wait may end at any time", async () => {
    const systems = [[], ["--set", "deadline=silence"], ["--set", "deadline=phase"]];
    const found = await Promise.all(
      systems.map(async (set) => {
        const size = ["--set", "numAcceptors=2", "--json"];
        const { status, stdout } = await paxy("check", ...size, ...set);
        const { states, transitions, depth, bounds } = JSON.parse(
          stdout.trim().split("\n").at(-1) ?? "",
        );
        return { status, states, transitions, depth, deadline: bounds.deadline };
      }),
    );
    const [one] = found;
    expect(one?.states).toBeGreaterThan(1000);
    expect(found.map(({ deadline }) => deadline)).toEqual([undefined, "silence", "phase"]);
    for (const each of found) expect({ ...each, deadline: undefined }).toEqual(one);
  });

  test("refuses what it can't use, by name", async () => {
    const cases = [
      [["--rounds", "x"], '--rounds is "x"; it must be a whole number from 1 to 100.'],
      [["--crashes", "16"], '--crashes is "16"; it must be a whole number from 0 to 15.'],
      [
        ["--set", "drop=1"],
        "paxy check allows every timing and every loss, so --set drop has no effect",
      ],
      [
        ["--set", "faults=partition at 0 for 5"],
        "paxy check allows every timing and every loss, so --set faults has no effect",
      ],
      [["--set", "numAcceptors=1,2"], "--set numAcceptors must be one value"],
      [["--set", "moduleVersion=nope"], "--set moduleVersion"],
      [["--schedule", "fry homer:77"], "step 2 of the schedule, homer:77, is not possible there"],
    ] as const;
    for (const [args, sentence] of cases) {
      const { status, stderr, stdout } = await paxy("check", ...args);
      expect(stderr).toContain(sentence);
      expect(stderr.trim().split("\n")).toHaveLength(1);
      expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    }
  });
});

describe("--code", () => {
  const refused = async (name: string, source: string): Promise<string> => {
    writeFileSync(join(folder, name), source);
    const { status, stderr } = await paxy("check", "--code", name);
    expect(status).toBe(2);
    return stderr;
  };

  test("says in which line a file does not compile", async () => {
    expect(await refused("typo.erl", "-module(typo).\ninit(X -> X.\n")).toContain(
      "paxy: --code typo.erl: line 2: syntax error before: '->'",
    );
  });

  test("says what a core lacks", async () => {
    const half = "-module(half).\n-behaviour(paxy_core).\n-export([init/1]).\ninit(X) -> X.\n";
    expect(await refused("half.erl", half)).toContain("it does not export handle/2");
    expect(await refused("other.erl", "-module(other).\n")).toContain("-behaviour(paxy_core)");
  });

  test("refuses a name that is taken, a file that is missing, and what is no Erlang", async () => {
    expect(await refused("lists.erl", "-module(lists).\n")).toContain("there is a module lists");
    expect(await refused("core.txt", "")).toContain("must be an Erlang source file");
    const { stderr } = await paxy("check", "--code", "missing.erl");
    expect(stderr).toContain("--code missing.erl does not exist.");
  });

  test("keeps what was compiled before when a header changes: a running batch uses it", async () => {
    const source =
      '-module(headed_core).\n-behaviour(paxy_core).\n-export([init/1, handle/2]).\n-include("headed.hrl").\ninit(X) -> X.\nhandle(_, S) -> {S, ?EFFECTS}.\n';
    writeFileSync(join(folder, "headed_core.erl"), source);
    const build = join(folder, "build");
    const compiled = () =>
      readdirSync(join(build, "user-code")).map((name) =>
        readFileSync(join(build, "user-code", name, "headed_core.beam"), "hex"),
      );
    const checkWith = async (effects: string): Promise<void> => {
      writeFileSync(join(folder, "headed.hrl"), `-define(EFFECTS, ${effects}).\n`);
      await startWith(
        { PAXY_BUILD: build, PAXY_EBIN: resolve(".build/ebin") },
        "check",
        "--code",
        "headed_core.erl",
        "--rounds",
        "1",
      ).ended;
    };
    await checkWith("[]");
    const [first] = compiled();
    await checkWith("[{cancel_timer}]");
    expect(compiled()).toHaveLength(2);
    expect(compiled()).toContain(first);
    await checkWith("[]");
    expect(compiled()).toHaveLength(2);
  });
});

describe("paxy replay", () => {
  const run = (...args: string[]) =>
    paxy("run", ...args, "--seed", "5", "--repeat", "3", "--name", "batch", "--out", folder);
  const latest = join("batch", "latest");

  test("shows a simulated run as it was", async () => {
    await run("--module", "paxy_sim");
    const { status, stdout, stderr } = await paxy("replay", latest, "1", "2");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^ *ms actor +event$/m);
    expect(stdout).toContain("agreed.");
    const json = await paxy("replay", latest, "1", "2", "--json");
    expect(JSON.parse(json.stdout.split("\n")[0] ?? "")).toMatchObject({ at: 0, kind: "start" });
  });

  test("says why a run in real time has no timeline", async () => {
    await run("--module", "paxy_local");
    const { status, stderr } = await paxy("replay", latest, "1", "2");
    expect(status).toBe(2);
    expect(stderr).toContain(
      "has no trace: runs on real nodes (paxy_local) are traced only if they violate",
    );
  });

  test("says which trials and runs there are", async () => {
    expect((await paxy("replay", latest, "7", "1")).stderr).toContain("has no trial 7");
    expect((await paxy("replay", latest, "1", "9")).stderr).toContain("it has 3 runs");
    expect((await paxy("replay", latest, "one", "1")).stderr).toContain('the trial is "one"');
  });
});
