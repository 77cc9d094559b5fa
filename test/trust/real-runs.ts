import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Places } from "../../src/core/queue/places.ts";
import { hashOf as hashOfTrial } from "../../src/core/trial/configuration.ts";
import { filesBelow, hashOf } from "../../src/setup/hash.mjs";
import type { Configuration } from "./configurations.ts";
import type { Shown } from "./distributions.ts";
import { execute, shownIn } from "./execute.ts";

/** A run with a timer that was later than this, ms, says more of the machine than of the protocol. */
const LATE_MS_MAX = 5;
/** What each run on nodes may be tried in one call, in the hope that no timer is late. */
const TRIES_MAX = 8;

export interface RealRun extends Shown {
  readonly lateMs: number;
}

export interface Plan {
  /** Runs of each configuration. */
  readonly count: number;
  readonly jobs: number;
  readonly places?: Places;
  readonly seed: number;
  /** Nothing is started after so long; a later call measures what is missing. */
  readonly secondsMax: number;
  /** Where tries are kept: a file for each configuration and state of the code. */
  readonly folder: string;
}

/** The runs of a configuration so far. */
export interface Measured {
  readonly runs: readonly RealRun[];
  /** Tries that were left out because a timer was late. */
  readonly late: number;
  /** Runs that were not tried, or late in every try. */
  readonly missing: number;
}

/**
 * Runs on real nodes, with those of earlier calls. A run that was late is
 * measured again, with the luck it had: others in its place would be shorter
 * ones, which have fewer timers that could be late.
 */
export async function realRuns(
  configurations: readonly Configuration[],
  plan: Plan,
): Promise<readonly Measured[]> {
  mkdirSync(plan.folder, { recursive: true });
  const kept = configurations.map((each) => new Kept(each, plan));
  const until = performance.now() + plan.secondsMax * 1000;
  const { jobs, places } = plan;
  await execute(
    { jobs, ...(places && { places }) },
    wanted(kept, plan, until),
    (record, { of }) => {
      of.add(record.run, { ...shownIn(record), lateMs: record.lateMs ?? 0 });
    },
  );
  return kept.map((each) => each.measured(plan.count));
}

/** The runs that are still missing, one of each configuration in turn. */
function* wanted(kept: readonly Kept[], { count, seed }: Plan, until: number) {
  for (let pass = 0; pass < TRIES_MAX; pass++) {
    for (let run = 1; run <= count; run++) {
      for (const of of kept) {
        if (performance.now() > until) return;
        if (!of.has(run)) yield { trial: of.trial, run, count: 1, seed, of };
      }
    }
  }
}

/** The tries of a configuration's runs, in a file that grows. */
class Kept {
  readonly trial;
  readonly #file: string;
  readonly #best = new Map<number, RealRun>();
  #late = 0;

  constructor({ trial }: Configuration, { folder, seed }: Plan) {
    this.trial = trial;
    this.#file = join(folder, `${hashOf([hashOfTrial(trial), codeHash(), `${seed}`])}.csv`);
    const lines = existsSync(this.#file) ? readFileSync(this.#file, "utf8").split("\n") : [];
    for (const line of lines.slice(0, -1)) {
      const [run, elapsedMs, rounds, messages, lateMs] = line.split(",");
      this.#take(Number(run), {
        elapsedMs: elapsedMs ? Number(elapsedMs) : null,
        rounds: rounds ? Number(rounds) : null,
        ...{ messages: Number(messages), lateMs: Number(lateMs) },
      });
    }
  }

  has(run: number): boolean {
    return (this.#best.get(run)?.lateMs ?? Number.POSITIVE_INFINITY) <= LATE_MS_MAX;
  }

  add(run: number, tried: RealRun): void {
    const { elapsedMs, rounds, messages, lateMs } = tried;
    appendFileSync(this.#file, `${[run, elapsedMs, rounds, messages, lateMs].join()}\n`);
    this.#take(run, tried);
  }

  measured(count: number): Measured {
    const runs = Array.from({ length: count }, (_, index) => index + 1).flatMap((run) =>
      this.has(run) ? (this.#best.get(run) ?? []) : [],
    );
    return { runs, late: this.#late, missing: count - runs.length };
  }

  #take(run: number, tried: RealRun): void {
    if (tried.lateMs > LATE_MS_MAX) this.#late += 1;
    if (!this.has(run)) this.#best.set(run, tried);
  }
}

/** Of what runs on nodes, comments apart: an older sample says nothing of other code. */
function codeHash(): string {
  const rooms = ["protocol", "world", "real"].map((room) => join("erlang", room));
  const files = rooms.flatMap((room) => filesBelow(room, [".erl", ".hrl"]));
  return hashOf(files.map((file) => readFileSync(file, "utf8").replace(/^ *%.*\n/gm, "")));
}
