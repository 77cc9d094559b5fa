import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { temporaryFolder } from "../temporary-folder.ts";
import { paxy } from "./paxy.ts";

/** Enough for runs of each also where the processors are busy. */
const BUDGET = ["--budget", "20"];

function courseWith(...names: readonly string[]): string {
  const folder = temporaryFolder();
  for (const name of names) {
    cpSync(resolve("test/lab/folders", name), join(folder, name), { recursive: true });
  }
  return folder;
}

test("a row for each submission says what held, what failed and where, in every format", async () => {
  const folder = courseWith("vote_is_no_promise", "refusal_is_vote");
  mkdirSync(join(folder, "broken"));
  writeFileSync(join(folder, "broken", "acceptor.erl"), "-module(acceptor).\nstart(");
  writeFileSync(join(folder, "broken", "proposer.erl"), "-module(proposer).\n");
  const names = ["vote_is_no_promise", "refusal_is_vote", "broken"];
  const files = ["--json", "all.json", "--csv", "all.csv", "--junit", "all.xml"];
  const { code, stdout, stderr } = await paxy(folder, ["grade", ...names, ...files, ...BUDGET]);
  expect(stderr).toContain("each submission runs");
  expect(code).toBe(1);
  expect(stdout).toMatch(/refusal_is_vote:\n {2}agreement \(.*\) at proposer\.erl:\d+: both/);
  expect(stdout).toMatch(/broken:\n {2}acceptor\.erl:2: syntax error/);
  const all = JSON.parse(readFileSync(join(folder, "all.json"), "utf8"));
  const [held, failed, broken] = all.submissions;
  expect(all.covered).toBe(false);
  expect(held).toMatchObject({ outcome: "held", compiled: true, unbacked: 0, problems: [] });
  expect(held.runs).toMatchObject({ violations: 0, failed: 0, undecided: 0, rate: 0 });
  expect(held.runs.interval[1]).toBeGreaterThan(0);
  expect(failed).toMatchObject({
    outcome: "failed",
    crashSafe: "no",
    failure: { property: "agreement" },
  });
  expect(failed.unbacked).toBeGreaterThan(0);
  expect(broken).toMatchObject({ outcome: "not run", compiled: false, covered: false });
  const rows: { outcome: string }[] = parse(readFileSync(join(folder, "all.csv"), "utf8"), {
    columns: true,
  });
  expect(rows.map((row) => row.outcome)).toEqual(["held", "failed", "not run"]);
  expect(readFileSync(join(folder, "all.xml"), "utf8").match(/<testsuite /g)).toHaveLength(3);
});

/** Proposers that ask nobody, or ask and do not wait: they always agree on fry's value. */
const AGREEING = {
  nobody_votes: "ok",
  nobody_waits: "[A ! {accept, self(), {0, Name}, {255, 0, 0}} || A <- Acceptors]",
  refused: "[A ! {accept, self(), {-1, Name}, {255, 0, 0}} || A <- Acceptors], timer:sleep(500)",
};

test("code that always decides the same agrees, and is told that no quorum voted for it", async () => {
  const folder = temporaryFolder();
  for (const [name, asks] of Object.entries(AGREEING)) {
    cpSync(resolve("test/lab/folders/classic"), join(folder, name), { recursive: true });
    writeFileSync(
      join(folder, name, "proposer.erl"),
      `-module(proposer).
-export([start/6]).
start(Name, _Proposal, Acceptors, Sleep, _Panel, Main) ->
    spawn(fun() ->
                  timer:sleep(Sleep),
                  ${asks},
                  hd(Acceptors) ! {accept, self(), {-1, Name}, {255, 0, 0}},
                  io:format("[Proposer ~w] DECIDED ~w in round ~w after ~w ms~n", [Name, {255, 0, 0}, {0, Name}, 1]),
                  Main ! done
          end).
`,
    );
  }
  const names = Object.keys(AGREEING);
  const { code, stdout } = await paxy(folder, ["grade", ...names, "--json", ...BUDGET]);
  expect(code).toBe(1);
  const { submissions } = JSON.parse(stdout);
  expect(submissions.map(({ name }: { name: string }) => name)).toEqual(names);
  for (const { name, runs, unbacked, outcome, failure } of submissions) {
    expect(runs, name).toMatchObject({ violations: 0, failed: 0 });
    expect(runs.runs, name).toBeGreaterThan(0);
    expect({ unbacked, outcome }, name).toEqual({ unbacked: runs.runs, outcome: "failed" });
    expect(failure.property, name).toBe("votes of a quorum");
    expect(failure.reason, name).toContain("no quorum of acceptors had voted for it");
  }
});
