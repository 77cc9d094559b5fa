import { expect, test } from "vitest";
import {
  doneRuns,
  goingRuns,
  loadOf,
  NO_TOTALS,
  plus,
  totalsOf,
} from "../../../src/core/queue/draft.ts";
import { createQueue, update } from "../../../src/core/queue/queue.ts";
import { refusal } from "../../../src/core/queue/refusal.ts";
import { isOpen, slotsUsed } from "../../../src/core/queue/schedule.ts";
import type { Command, Effect, QueueEvent, QueueState } from "../../../src/core/queue/state.ts";
import { VERDICTS } from "../../../src/core/run/verdicts.ts";
import { values } from "../../../src/core/statistics/series.ts";
import { fc } from "../../seed.ts";
import { recordOf, settings, trialOf } from "./examples.ts";

const trial = fc
  .record({ drop: fc.integer({ min: 0, max: 3 }), sim: fc.boolean() })
  .map(({ drop, sim }) => trialOf({ drop, moduleName: sim ? "paxy_sim" : "paxy_local" }));
const number = fc.integer({ min: 1, max: 8 });

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({
    type: fc.constant("add" as const),
    trials: fc.array(trial, { minLength: 1, maxLength: 2 }),
  }),
  fc.record({ type: fc.constant("edit" as const), number, trial }),
  fc.record({
    type: fc.constantFrom("delete", "pauseTrial", "resumeTrial", "cancel", "retry"),
    number,
  }) as fc.Arbitrary<Command>,
  fc.record({ type: fc.constant("cancel" as const), number, run: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ type: fc.constant("move" as const), number, by: fc.integer({ min: -3, max: 3 }) }),
  fc.record({ type: fc.constant("setJobs" as const), jobs: fc.integer({ min: 1, max: 5 }) }),
  fc.record({
    type: fc.constant("several" as const),
    commands: fc.array(
      fc.record({
        type: fc.constantFrom("delete", "pauseTrial", "resumeTrial", "cancel", "retry"),
        number,
      }),
      { maxLength: 4 },
    ),
  }) as fc.Arbitrary<Command>,
  fc.constantFrom<Command>(
    { type: "undo" },
    { type: "moreRuns", number: 1, runs: 3 },
    { type: "pause" },
    { type: "resume" },
    { type: "retryAll" },
  ),
);

/** A step: a command, a fault, or the end of the n-th attempt that is going. */
const step = fc.oneof(
  { weight: 3, arbitrary: command.map((each) => ({ command: each })) },
  { weight: 5, arbitrary: fc.record({ ends: fc.nat(), verdict: fc.constantFrom(...VERDICTS) }) },
  { weight: 1, arbitrary: fc.constantFrom({ fault: "no nodes" }, { recovered: true }) },
);
type Step = typeof step extends fc.Arbitrary<infer Each> ? Each : never;

/** The state as text; of a series only what belongs to this version. */
const asText = (state: QueueState): string =>
  JSON.stringify(state, (_, value) => ("buffer" in Object(value) ? values(value) : value));

interface Going {
  readonly trial: number;
  readonly run: number;
  readonly attempt: number;
}

class World {
  state: QueueState;
  going: Going[] = [];
  startedEver = new Set<string>();
  finals = new Map<string, number>();

  constructor(initial: QueueState) {
    this.state = initial;
    this.tell({ type: "begin" });
  }

  take(given: Step): void {
    if ("command" in given) this.tell({ type: "command", command: given.command });
    else if ("fault" in given) this.tell({ type: "fault", because: given.fault });
    else if ("recovered" in given) this.tell({ type: "recovered" });
    else this.end(given.ends, given.verdict);
  }

  end(which: number, verdict: (typeof VERDICTS)[number]): void {
    const [ended] = this.going.splice(this.going.length === 0 ? 0 : which % this.going.length, 1);
    if (ended === undefined) return;
    const decided = verdict === "agreed";
    this.tell({
      type: "ended",
      records: [
        recordOf({
          ...{ ...ended, verdict, elapsedMs: which % 12 },
          ...(decided ? {} : { elapsedMs: null, rounds: null }),
        }),
      ],
    });
  }

  tell(event: QueueEvent): void {
    const before = this.state;
    const frozen = asText(before);
    const [state, effects] = update(before, event);
    expect(asText(before)).toBe(frozen);
    if (event.type === "command" && refusal(before, event.command) !== undefined) {
      expect(state).toBe(before);
    }
    this.state = state;
    for (const effect of effects) this.note(effect);
    this.check();
  }

  note(effect: Effect): void {
    if (effect.type !== "start") return;
    expect(this.state.status).toBe("running");
    const { trial: of, run, attempt, count } = effect.request;
    if (slotsUsed(this.state.load) > this.state.settings.jobs) {
      expect(new Set([...this.going.map(({ trial }) => trial), of])).toEqual(new Set([of]));
    }
    for (let each = run; each < run + count; each++) {
      const name = `${of}/${each}/${attempt}`;
      expect(this.startedEver.has(name), `${name} is started once`).toBe(false);
      this.startedEver.add(name);
      this.going.push({ trial: of, run: each, attempt });
    }
  }

  check(): void {
    const { state } = this;
    const numbers = [...state.trials, ...state.deleted.map((each) => each.trial)].map(
      (each) => each.number,
    );
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(Math.max(0, ...numbers)).toBeLessThan(state.nextNumber);
    const keys = state.trials.map((each) => `${each.hash}/${each.occurrence}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(state.trials.reduce((sum, each) => plus(sum, totalsOf(each), 1), NO_TOTALS)).toEqual(
      state.totals,
    );
    const loads = state.trials.map(loadOf);
    expect(state.load.realTime).toBe(loads.reduce((sum, each) => sum + each.realTime, 0));
    expect(state.load.stretches).toBe(loads.reduce((sum, each) => sum + each.stretches, 0));
    expect(state.trials.slice(0, state.firstOpen).some(isOpen)).toBe(false);
    expect(state.trials.reduce((sum, each) => sum + goingRuns(each), 0)).toBe(this.going.length);
    for (const each of state.trials) {
      const accounted =
        doneRuns(each) + goingRuns(each) + each.again.length + each.runs - each.nextRun + 1;
      expect(accounted).toBe(each.runs);
      expect(each.elapsed.length + each.censored).toBeLessThanOrEqual(doneRuns(each));
    }
  }
}

test("any commands and endings leave every run with one last attempt and every sum right", () => {
  fc.assert(
    fc.property(
      fc.array(trial, { maxLength: 4 }),
      fc.array(step, { maxLength: 60 }),
      fc.integer({ min: 1, max: 4 }),
      (trials, steps, jobs) => {
        const world = new World(createQueue(settings({ jobs, repeat: 3 }), trials));
        let allowed = jobs;
        for (const each of steps) {
          if ("command" in each && each.command.type === "setJobs")
            allowed = Math.max(allowed, each.command.jobs);
          world.take(each);
          // Runs that are very short may wait on the nodes, 8 at most.
          expect(slotsUsed(world.state.load)).toBeLessThanOrEqual(allowed + 8);
        }
        drain(world);
      },
    ),
    { numRuns: 300 },
  );
});

/** Whatever happened before, a batch that goes on and is not disturbed ends. */
function drain(world: World): void {
  world.tell({ type: "command", command: { type: "resume" } });
  for (const { number: each, paused } of world.state.trials) {
    if (paused) world.tell({ type: "command", command: { type: "resumeTrial", number: each } });
  }
  while (world.going.length > 0) world.end(0, "agreed");
  expect(world.state.status).toBe("finished");
  expect(world.state.totals.done).toBe(world.state.totals.runs);
}

test("stopping at any moment ends with nothing going and nothing started", () => {
  fc.assert(
    fc.property(
      fc.array(trial, { maxLength: 4 }),
      fc.array(step, { maxLength: 30 }),
      (trials, steps) => {
        const world = new World(createQueue(settings({ jobs: 3, repeat: 3 }), trials));
        for (const each of steps) world.take(each);
        world.tell({ type: "command", command: { type: "stop" } });
        const before = world.startedEver.size;
        while (world.going.length > 0) world.end(0, "cancelled");
        expect([world.state.status, world.startedEver.size]).toEqual(["stopped", before]);
      },
    ),
    { numRuns: 100 },
  );
});

test("an undo takes back all that the last command did, where nothing has started since", () => {
  let undone = 0;
  fc.assert(
    fc.property(
      fc.array(trial, { minLength: 1, maxLength: 4 }),
      fc.array(step, { maxLength: 40 }),
      command,
      (trials, steps, last) => {
        const world = new World(createQueue(settings({ jobs: 2, repeat: 3 }), trials));
        for (const each of [...steps, { recovered: true } as const]) world.take(each);
        world.tell({ type: "command", command: { type: "pause" } });
        const before = world.state;
        if (last.type === "undo" || before.status !== "paused") return;
        world.tell({ type: "command", command: last });
        const isChange = world.state.changes.at(-1) !== before.changes.at(-1);
        if (!isChange || refusal(world.state, { type: "undo" }) !== undefined) return;
        world.tell({ type: "command", command: { type: "undo" } });
        expect(wantedIn(world.state)).toEqual(wantedIn(before));
        undone++;
      },
    ),
    { numRuns: 500 },
  );
  expect(undone).toBeGreaterThan(100);
});

/** All that commands change; attempts in whichever order. */
const wantedIn = ({ trials, totals, settings: { jobs } }: QueueState) => ({
  trials: trials.map((each) => ({
    ...{ number: each.number, trial: each.trial, paused: each.paused, runs: each.runs },
    ...{ cancelled: each.cancelled, counts: each.counts, precision: each.precision },
    ...{ undecided: each.undecidedToRetry, stopped: each.cancelledToRetry },
    again: each.again.map((attempt) => JSON.stringify(attempt)).toSorted(),
    failed: each.failedRuns.map((attempt) => JSON.stringify(attempt)).toSorted(),
  })),
  ...{ totals, jobs },
});
