import { describe, expect, test } from "vitest";
import { oneOf } from "../../../src/core/one-of.ts";
import { canonical, differing, hashOf } from "../../../src/core/trial/configuration.ts";
import { FAULT_KINDS } from "../../../src/core/trial/faults.ts";
import { DEFAULT_TRIAL, VERSIONS } from "../../../src/core/trial/parameters.ts";
import { parseTrial } from "../../../src/core/trial/schema.ts";
import { trialOf } from "../queue/examples.ts";

const messages = (data: unknown): string[] => {
  const found = parseTrial(data, VERSIONS, "trials[2]");
  return found.ok ? [] : found.problems.map((each) => each.message);
};

const value = (data: unknown) => {
  const found = parseTrial(data, VERSIONS);
  return found.ok ? found.value : found.problems;
};

describe("a trial", () => {
  test("in which nothing is said has the defaults", () => {
    expect(value({})).toEqual(DEFAULT_TRIAL);
    expect(DEFAULT_TRIAL).toMatchObject({
      moduleName: "paxy_remote",
      sleep: [0],
      drop: 1,
      delay: 10,
    });
  });

  test("takes its sleep list as text", () => {
    expect(value({ sleep: " [10,100, 5] " })).toMatchObject({ sleep: [10, 100, 5] });
  });

  test("takes an empty sleep list for no wait", () => {
    expect(value({ sleep: [] })).toEqual(DEFAULT_TRIAL);
  });

  test("takes a version by number, by number as text, and by a registered name", () => {
    expect(value({ moduleVersion: "1" })).toMatchObject({ moduleVersion: 1 });
    expect(value({ moduleVersion: "amnesia" })).toMatchObject({ moduleVersion: "amnesia" });
    const own = parseTrial({ moduleVersion: "mine" }, [...VERSIONS, "mine"]);
    expect(own).toMatchObject({ ok: true, value: { moduleVersion: "mine" } });
  });

  test("takes every fault", () => {
    const faults = [
      { at: 0, do: "crash", acceptor: 5, for: 50 },
      { at: 10, do: "stop", side: "proposers", for: 1 },
      { at: 20, do: "cut", for: 5 },
      { at: 30, do: "duplicate", percent: 50, for: 5 },
      { at: 30, do: "partition", for: 2000 },
      { at: 30, do: "restart", proposer: 3, for: 5 },
      { at: 30, do: "unlink", proposer: 3, acceptor: 5, lost: "both", for: 5 },
      { at: 30, do: "slow", proposer: 1, acceptor: 5, ms: 60_000, for: 5 },
    ];
    expect(value({ faults })).toMatchObject({ faults });
  });
});

describe("what is wrong with a trial is said in a sentence:", () => {
  test.each<[string, unknown, string[]]>([
    [
      "out of range",
      { drop: 140 },
      ["trials[2].drop is 140; it must be a whole number from 0 to 100"],
    ],
    [
      "a fraction",
      { delay: 1.5 },
      ["trials[2].delay is 1.5; it must be a whole number from 0 to 60000"],
    ],
    ["text", { drop: "1" }, ['trials[2].drop is "1"; it must be a whole number from 0 to 100']],
    ["null", { drop: null }, ["trials[2].drop is null; it must be a whole number from 0 to 100"]],
    [
      "too far",
      { delay: 1e300 },
      ["trials[2].delay is 1e+300; it must be a whole number from 0 to 60000"],
    ],
    [
      "unknown field",
      { dorp: 1 },
      ["trials[2].dorp is not a field of a trial; did you mean drop?"],
    ],
    [
      "snake case",
      { num_proposers: 1 },
      ["trials[2].num_proposers is not a field of a trial; did you mean numProposers?"],
    ],
    [
      "an entry of a list",
      { sleep: [1, -5] },
      ["trials[2].sleep[1] is -5; it must be a whole number from 0 to 4294967295"],
    ],
    [
      "text that is no list",
      { sleep: "os:cmd(id)" },
      [
        'trials[2].sleep is "os:cmd(id)"; it must be a list of whole numbers from 0 to 4294967295, such as [10, 100]',
      ],
    ],
    [
      "an unknown version",
      { moduleVersion: "\u001b[2J" },
      [
        'trials[2].moduleVersion is "\\u001b[2J"; it must be 1, 2, stale_promises, stale_votes, amnesia, ballot_reuse or stores_ballot',
      ],
    ],
    [
      "an unknown engine",
      { moduleName: "os" },
      ['trials[2].moduleName is "os"; it must be paxy_remote, paxy_local or paxy_sim'],
    ],
    [
      "an acceptor that is not there",
      { faults: [{ at: 1, do: "crash", acceptor: 6, for: 5 }] },
      ["trials[2].faults[0].acceptor is 6; this trial has 5 acceptors"],
    ],
    [
      "a link to actors that are not there",
      { faults: [{ at: 1, do: "slow", proposer: 4, acceptor: 6, ms: 5, for: 5 }] },
      [
        "trials[2].faults[0].proposer is 4; this trial has 3 proposers",
        "trials[2].faults[0].acceptor is 6; this trial has 5 acceptors",
      ],
    ],
    [
      "a link that is lost in no known way",
      { faults: [{ at: 1, do: "unlink", proposer: 1, acceptor: 1, lost: "votes", for: 5 }] },
      ['trials[2].faults[0].lost is "votes"; it must be both, requests or replies'],
    ],
    [
      "an unknown fault",
      { faults: [{ at: 1, do: "explode" }] },
      [`trials[2].faults[0].do is "explode"; it must be ${oneOf(FAULT_KINDS)}`],
    ],
    ["no trial at all", [1], ["trials[2] is [1]; it must be a trial, such as { drop: 10 }"]],
    [
      "several things",
      { drop: -1, numAcceptors: 0 },
      [
        "trials[2].numAcceptors is 0; it must be a whole number from 1 to 1000",
        "trials[2].drop is -1; it must be a whole number from 0 to 100",
      ],
    ],
  ])("%s", (_, data, sentences) => {
    expect(messages(data)).toEqual(sentences);
  });
});

describe("a configuration", () => {
  test("has one hash whatever the order of its fields", () => {
    const backwards = Object.fromEntries(Object.entries(DEFAULT_TRIAL).reverse());
    expect(hashOf(backwards as never)).toBe(hashOf(DEFAULT_TRIAL));
    expect(hashOf(DEFAULT_TRIAL)).toMatch(/^[0-9a-f]{64}$/);
  });

  test("does not mention an extension at its default", () => {
    expect(canonical(DEFAULT_TRIAL)).not.toContain("duplicate");
    expect(canonical(trialOf({ duplicate: 3 }))).toContain('["duplicate",3]');
  });

  test("differs from others in named parameters", () => {
    const trials = [
      trialOf({ drop: 2 }),
      trialOf({ sleep: [0], delay: 3 }),
      trialOf({ sleep: [1] }),
    ];
    expect(differing(trials).map((each) => each.name)).toEqual(["sleep", "drop", "delay"]);
    expect(differing([trialOf()])).toEqual([]);
  });
});
