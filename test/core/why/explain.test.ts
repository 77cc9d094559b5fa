import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { TraceEvent } from "../../../src/core/run/trace-event.ts";
import { explain } from "../../../src/core/why/explain.ts";
import { sentences } from "../../../src/core/why/words.ts";
import { readTrace } from "../../../src/results/traces.ts";
import { batchFile, paxy, rows } from "../../commands/paxy.ts";
import { seedFor } from "../../seed.ts";
import { temporaryFolder } from "../../temporary-folder.ts";
import { noted, past } from "./second-reader.ts";

/**
 * The rules that a broken version can break, and no others. An acceptor that
 * loses its promise but keeps its vote can also promise below that vote; one that
 * comes back with a whole older state cannot, since no vote in it is above the
 * promise in it.
 */
const BREAKS: Readonly<Record<string, readonly string[]>> = {
  stale_promises: ["proposed-without-quorum"],
  stale_votes: ["decided-without-quorum"],
  amnesia: ["voted-below", "promised-below"],
  counts_old_promises: ["proposed-without-quorum"],
  counts_old_votes: ["decided-without-quorum"],
  refusal_is_promise: ["proposed-without-quorum"],
  refusal_is_vote: ["decided-without-quorum"],
  adopts_last_vote: ["passed-over-a-vote"],
  adopts_no_vote: ["passed-over-a-vote"],
  nil_is_greatest: ["hid-its-vote"],
  // The prepare that lowers its promise can lower it below its vote.
  refused_prepare_lowers_promise: ["voted-below", "promised-below"],
  // A vote raises no promise: a prepare between the two is promised.
  vote_goes_down: ["voted-below", "promised-below"],
  stores_old_state: ["voted-below", "hid-its-vote"],
  stores_after_reply: ["voted-below", "hid-its-vote"],
  stores_when_stopped: ["voted-below", "hid-its-vote"],
};
const BUILT_IN = ["stale_promises", "stale_votes", "amnesia"];
const FOLDERS = Object.keys(BREAKS).filter((name) => !BUILT_IN.includes(name));

const LOADS = [
  { delay: 150, drop: 0 },
  { delay: 20, requestDelay: 50, requestDrop: 10 },
  { delay: 60, requestDelay: 90, requestDrop: 20, drop: 20, numProposers: 2 },
  {
    ...{ delay: 30, requestDelay: 90, numProposers: 4 },
    faults: [1, 2, 3].flatMap((acceptor) =>
      [20, 60, 110, 170, 240].map((at) => ({
        do: "crash",
        at: at + 9 * acceptor,
        for: 5,
        acceptor,
      })),
    ),
  },
];

describe("an explanation, beside a second reading of the trace", () => {
  test("names a rule that is broken there, by the event that breaks it", async () => {
    const seed = seedFor("explain");
    const folder = temporaryFolder();
    const trials = Object.keys(BREAKS).flatMap((moduleVersion) =>
      LOADS.map((load) => ({
        moduleName: "paxy_sim",
        numAcceptors: 3,
        propTimeout: 100,
        propBackoff: 20,
        ...load,
        moduleVersion,
      })),
    );
    const file = batchFile(
      folder,
      "broken.json",
      JSON.stringify({ name: "broken", repeat: 60, timeLimit: 3, seed, trials }),
    );
    const code = FOLDERS.flatMap((name) => ["--code", resolve("test/lab/folders", name)]);
    const ran = await paxy(folder, ["run", file, ...code]);
    expect(ran.code, ran.stderr).toBe(1);
    const versions = new Map(
      rows(folder, "broken").map((row) => [row.trial ?? "", row.module_version ?? ""]),
    );
    const traces = join(folder, "out", "broken", "latest", "violations");
    const explained = new Map<string, number>();
    for (const name of readdirSync(traces)) {
      const version = versions.get(/^trial-(\d+)/.exec(name)?.[1] ?? "") ?? "";
      examine(
        readTrace(readFileSync(join(traces, name), "utf8")),
        3,
        BREAKS[version] ?? [],
        `${version} ${name}`,
      );
      explained.set(version, (explained.get(version) ?? 0) + 1);
    }
    console.log([...explained].map(([version, n]) => `${version} ${n}`).join(", "));
    expect(explained.size).toBeGreaterThanOrEqual(10);
  });
});

/** Everything that an explanation says is so, by the other reading. */
function examine(
  events: readonly TraceEvent[],
  acceptors: number,
  allowed: readonly string[],
  name: string,
): void {
  const explanation = explain(events, acceptors);
  const notes = noted(events, acceptors);
  if (explanation === undefined) throw new Error(`${name}: no explanation`);
  const { causes, decisions, slice, inBoth } = explanation;
  const said = `${name}\n${sentences(explanation).join("\n")}`;
  expect(causes.length, said).toBeGreaterThan(0);
  for (const { rule, at, actor } of causes) {
    expect(allowed, said).toContain(rule);
    expect(notes, said).toContainEqual({ rule, at, actor });
    expect(slice, said).toContain(at);
  }
  for (const { at, proposer, proposal, votes } of decisions) {
    expect(events[at], said).toMatchObject({ kind: "decided", actor: proposer });
    for (const { at: voteAt, acceptor } of votes.quorum) {
      expect(voteAt, said).toBeLessThan(at);
      const { kind, actor, peer, message } = events[voteAt] as TraceEvent;
      expect([kind, actor, peer], said).toEqual(["receive", proposer, acceptor]);
      expect(JSON.stringify(message), said).toContain(proposal?.ballot.key);
    }
  }
  const [one = [], other = []] = decisions.map(({ votes }) =>
    votes.quorum.map(({ acceptor }) => acceptor),
  );
  expect([...inBoth].sort(), said).toEqual(one.filter((each) => other.includes(each)).sort());
  const ends = [...decisions.map(({ at }) => at), ...causes.map(({ at }) => at)];
  const before = new Set(ends.flatMap((at) => [...past(events, at)]));
  expect(
    slice.filter((at) => !before.has(at)),
    said,
  ).toEqual([]);
}
