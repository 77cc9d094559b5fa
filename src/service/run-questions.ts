import type { UserCode } from "../batch/user-code.ts";
import { ebin } from "../console/places.ts";
import { InputError } from "../console/problems.ts";
import { FACTS } from "../core/facts.ts";
import type { TrialState } from "../core/queue/state.ts";
import { type Chance, DRAWS_USUAL } from "../core/run/chance.ts";
import { VERSIONS } from "../core/trial/parameters.ts";
import type { BatchClient } from "./client.ts";
import { type Exploration, openExploration, type System, systemOfRun } from "./exploration.ts";
import { drawChance, runCounts } from "./run-draws.ts";

/** The user's code, and what `--code` named. */
export type GivenCode = Pick<System, "code" | "files">;

interface Which {
  readonly trial: number;
  readonly run: number;
}

/**
 * Questions about runs of a batch that is open, each answered by an Erlang of its own. They reject
 * with a reason for people.
 */
export function runQuestions(client: BatchClient, given: GivenCode) {
  const { code } = given;
  const erlang = { erl: "erl", ebin, codePaths: code.codePaths };
  const settings = () => client.snapshot().queue.settings;
  return {
    /** A run after some of its events; undefined: all. */
    async explore({ trial: number, run, events }: Which & { events?: number | undefined }) {
      const { trial } = trialOf(client, code, number);
      const trace = await client.trace(number, run);
      if (trace.events.length === 0) throw new InputError(trace.said);
      const count = events ?? trace.events.length;
      const { system, beginning } = await systemOfRun(trial, trace.events, count, given);
      const exploration: Exploration = await openExploration(beginning, system);
      return { exploration, system };
    },
    /** The futures of a simulated run, drawn again after each of its steps. */
    chance({ trial: number, run }: Which, tell: (row: Chance) => void) {
      try {
        const trial = trialOf(client, code, number);
        return drawChance({ settings: settings(), trial, run, erlang }, DRAWS_USUAL, tell);
      } catch (error) {
        return { done: Promise.reject<void>(error), end: () => {} };
      }
    },
    /** How many of a simulated trial's first runs reached each event of interest. */
    async witnesses(number: number, runs: number) {
      const trial = trialOf(client, code, number);
      return runCounts({ settings: settings(), trial, erlang }, [[1, runs]], FACTS.witnesses);
    },
  };
}

/** A trial whose version is at hand; a screen that was attached does not have the code of its batch. */
function trialOf(client: BatchClient, code: UserCode, number: number): TrialState {
  const trial = client.snapshot().queue.trials.find((each) => each.number === number);
  if (trial === undefined) throw new InputError(`trial ${number} was deleted`);
  const { moduleVersion } = trial.trial;
  const known: readonly (number | string)[] = [...VERSIONS, ...code.versions];
  if (known.includes(moduleVersion)) return trial;
  throw new InputError(
    `version ${moduleVersion} is your own code, which this screen does not have; use paxy replay or count with --code`,
  );
}
