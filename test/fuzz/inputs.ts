import assert from "node:assert/strict";
import { parseBatch } from "../../src/core/batch/batch.ts";
import { parseCommand } from "../../src/core/queue/parse-command.ts";
import { VERSIONS } from "../../src/core/trial/parameters.ts";
import { parseTrial } from "../../src/core/trial/schema.ts";
import { parseSleep } from "../../src/core/trial/sleep-text.ts";
import { parseSets } from "../../src/core/trial/sweep.ts";
import type { Trial } from "../../src/core/trial/trial.ts";
import { runTerm } from "../../src/wire/requests.ts";
import { type Draws, drawsOf } from "./draws.ts";

const MESSAGE_MAX = 2000;

/** Batch files, `--set`, sleep texts and commands: each is refused in plain sentences, or is what the rules allow. */
export function fuzzInputs(cases: number, seed: number): void {
  const draws = drawsOf(seed);
  for (let index = 0; index < cases; index++) {
    try {
      fuzzOne(draws);
    } catch (error) {
      throw new Error(`seed ${seed}, case ${index}`, { cause: error });
    }
  }
}

function fuzzOne(draws: Draws): void {
  const set = parseSets([`${draws.text()}=${draws.text()}`], VERSIONS);
  if (!set.ok) assertPlain(set.problems);
  const data = draws.below(2) === 0 ? draws.json() : nearlyValid(draws);
  const context = { versions: VERSIONS, fallback: { name: "fuzz", seed: 1 } };
  const batch = parseBatch(data, { ...context, ...(set.ok ? { set: set.value } : {}) });
  if (!batch.ok) assertPlain(batch.problems);
  else for (const trial of batch.value.trials.slice(0, 100)) assertAllowed(trial);
  const command = parseCommand(draws.json(), VERSIONS);
  if (!command.ok) assertPlain(command.problems);
  for (const sleep of parseSleep(draws.text()) ?? []) assert.ok(Number.isFinite(sleep));
}

function nearlyValid(draws: Draws): unknown {
  const trial = { sleep: [10], numProposers: 3, drop: 1, [draws.text()]: draws.json(2) };
  const field = draws.oneOf(["drop", "sleep", "moduleVersion", "faults", "numAcceptors", "sweep"]);
  return {
    trials: [{ ...trial, [field]: draws.json(2) }],
    [draws.oneOf(["repeat", "timeLimit", "jobs", "seed", "name", "sweep"])]: draws.json(1),
  };
}

function assertPlain(problems: readonly { readonly message: string }[]): void {
  assert.ok(problems.length > 0);
  for (const { message } of problems) {
    assert.ok(message.length < MESSAGE_MAX, message);
    assert.doesNotMatch(message, /\p{Cc}/u);
  }
}

/** What was accepted is accepted again, and can be said to a node. */
function assertAllowed(config: Trial): void {
  assert.ok(parseTrial(config, VERSIONS).ok);
  const run = { trial: 1, run: 1, step: 1, count: 1, attempt: 1, slots: 1, timeLimitMs: 1 };
  const drawn = { config, hash: "0", seed: 1, occurrence: 1 };
  assert.match(runTerm({ ...run, ...drawn }), /^\{run,#\{[\x20-\x7e]*\}\}$/);
}
