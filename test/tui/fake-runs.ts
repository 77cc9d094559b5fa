import type { OutputLine } from "../../src/core/run/health.ts";
import type { RunRecord, RunRequest } from "../../src/core/run/run.ts";
import type { Verdict } from "../../src/core/run/verdicts.ts";
import { proposerNames } from "../../src/core/trial/roster.ts";

const COLOURS = [
  ...["{255,0,0}", "{0,255,0}", "{0,0,255}", "{255,128,0}", "{255,0,255}", "{0,255,255}"],
  "{255,255,0}",
];

const proposersOf = (count: number) =>
  proposerNames(count).map((name, index) => ({
    name,
    value: COLOURS[index] ?? `{1,65,${index % 256}}`,
  }));

export const START_MS = Date.UTC(2026, 10, 22, 18, 0, 0);

/** Mostly agreed, in plausible figures; drop and delay make it worse. */
export function madeUp(request: RunRequest, draw: () => number): RunRecord {
  const { trial, run, attempt, config } = request;
  const chance = draw();
  const isUndecided = chance < config.drop / 150;
  const verdict: Verdict = isUndecided ? "undecided" : "agreed";
  const proposers = proposersOf(config.numProposers);
  const winner = proposers[Math.floor(draw() * proposers.length)];
  const rounds = Math.floor(-Math.log(1 - draw()) * 1.6);
  const base = 4 * config.delay * (0.6 + draw()) + rounds * (config.propTimeout * 0.4 + 20);
  const decisions = (isUndecided ? proposers.slice(1) : proposers).map((proposer, index) => ({
    proposer: proposer.name,
    value: winner?.value ?? "",
    round: Math.max(0, rounds - (index % 2)),
    elapsedMs: Math.round(base * (0.7 + 0.3 * draw())),
  }));
  const elapsedMs = Math.max(...decisions.map((each) => each.elapsedMs));
  return {
    trial,
    run,
    attempt,
    verdict,
    decision: isUndecided ? "" : (winner?.value ?? ""),
    rounds: isUndecided ? null : Math.max(...decisions.map((each) => each.round)),
    elapsedMs: isUndecided ? null : elapsedMs,
    decisions,
    messages: 4 * config.numProposers * config.numAcceptors * (rounds + 1),
    dropped: Math.round((4 * config.numProposers * config.numAcceptors * config.drop) / 100),
    winner: isUndecided ? "" : (winner?.name ?? ""),
    lateMs: 0,
    load: 0.1,
    startedAt: new Date(START_MS + 1000 * run).toISOString(),
    reason: "",
  };
}

/** What Erlang would print of a run. */
export const linesOf = ({ trial, run, decisions, elapsedMs }: RunRecord) => [
  ...decisions.flatMap(({ proposer, value, round, elapsedMs: ms }) => [
    { trial, run, text: `[Proposer ${proposer}] Phase 1: round {${round},${proposer}}` },
    {
      trial,
      run,
      text: `[Proposer ${proposer}] Phase 2: round {${round},${proposer}} proposal ${value}`,
    },
    {
      trial,
      run,
      text: `[Proposer ${proposer}] DECIDED ${value} in round {${round},${proposer}} after ${ms} ms`,
    },
  ]),
  ...(elapsedMs === null
    ? []
    : [{ trial, run, text: `[Paxy] Total elapsed time: ${elapsedMs} ms` }]),
];

const SPEAKERS = proposersOf(COLOURS.length);

/** A line of a run that never ends. */
export function floodLine(count: number): OutputLine {
  const { name, value } = SPEAKERS[count % SPEAKERS.length] as (typeof SPEAKERS)[number];
  const round = Math.floor(count / 7) % 50;
  const text =
    count % 10 === 0
      ? `[Proposer ${name}] DECIDED ${value} in round {${round},${name}} after ${(count * 7919) % 3000} ms`
      : `[Proposer ${name}] Phase ${1 + (count % 2)}: round {${round},${name}} message ${(count * 7919) % 1_000_003}`;
  return {
    atMs: START_MS,
    node: "paxy-pro@127.0.0.1",
    trial: 1 + (count % 3),
    run: 1 + (round % 5),
    text,
  };
}
