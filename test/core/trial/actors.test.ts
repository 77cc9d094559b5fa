import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { acceptorNames, placeOf, proposerNames } from "../../../src/core/trial/actors.ts";

const folder = mkdtempSync(join(tmpdir(), "paxy-actors-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What Erlang calls them. */
function inErlang(expression: string): string[] {
  const evaluated = `io:format("~s", [lists:join(" ", [atom_to_list(N) || N <- ${expression}])]), halt().`;
  const args = ["-noshell", "-pa", folder, "-eval", evaluated];
  return execFileSync("erl", args, { encoding: "utf8" }).split(" ");
}

test("proposers and acceptors are called as in Erlang", () => {
  execFileSync("erlc", ["-o", folder, "erlang/world/paxy_trial.erl"]);
  const proposers = "[P || {P, _, _} <- paxy_trial:proposers(#{proposers => 30, sleep => []})]";
  expect(proposerNames(30)).toEqual(inErlang(proposers));
  expect(acceptorNames(30)).toEqual(inErlang("paxy_trial:acceptors(#{acceptors => 30})"));
});

test("each has its place in the trial, and strangers the last", () => {
  for (const names of [proposerNames(40), acceptorNames(40)]) {
    expect(names.map(placeOf)).toEqual(names.map((_, index) => index));
  }
  expect(placeOf("stranger")).toBe(Number.POSITIVE_INFINITY);
});
