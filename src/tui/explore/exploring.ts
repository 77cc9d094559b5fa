import type { Choice, Explored, ExploreQuestion } from "../../core/run/explored.ts";

/**
 * The user's view of a small system, and the steps that led there: plain data, replaced and never
 * changed.
 */
export interface Exploring {
  readonly explored: Explored;
  /** Steps that were taken back, the next one first. */
  readonly ahead: readonly string[];
  /** Branches left for another choice, the last one first. */
  readonly branches: readonly (readonly string[])[];
  /** The choice under the cursor. */
  readonly at: number;
  /** The actor whose steps and messages are listed; undefined: all. */
  readonly actor: string | undefined;
  readonly shows: "choices" | "messages" | "keys";
  /** Events above the last one that is shown. */
  readonly scrolled: number;
  readonly notice: string;
  /** An answer is on its way; keys that ask wait for it. */
  readonly waiting: boolean;
}

export interface Outcome {
  readonly exploring: Exploring;
  readonly ask?: ExploreQuestion;
  readonly copy?: readonly string[];
  readonly end?: true;
  readonly suspend?: true;
}

const BRANCHES_MAX = 20;

export const begun = (explored: Explored): Exploring => ({
  explored,
  ahead: [],
  branches: [],
  at: 0,
  actor: undefined,
  shows: "choices",
  scrolled: 0,
  notice: "",
  waiting: false,
});

/** The choices that are listed: as the simulator's clock would have them, crashes last. */
export function listed({ explored, actor }: Exploring): readonly Choice[] {
  const rank = ({ kind, at }: Choice): number => (kind === "crash" ? Number.POSITIVE_INFINITY : at);
  return explored.choices
    .filter((each) => actor === undefined || [each.actor, each.peer].includes(actor))
    .toSorted((one, other) => (rank(one) === rank(other) ? 0 : rank(one) - rank(other)));
}

export const chosen = (exploring: Exploring): Choice | undefined => listed(exploring)[exploring.at];

/** With the state that a question led to; the cursor is on the step that was taken back, or the first choice. */
export function answered(exploring: Exploring, explored: Explored): Exploring {
  const next = { ...exploring, explored, waiting: false, scrolled: 0 };
  const [bare] = exploring.ahead[0]?.split(/[-+]|!\d/) ?? [];
  return {
    ...next,
    at: Math.max(
      0,
      listed(next).findIndex(({ word }) => word === bare),
    ),
  };
}

/** A question was refused, so nothing changes. */
export const refused = (exploring: Exploring, reason: string): Exploring => ({
  ...exploring,
  waiting: false,
  notice: reason,
});

const asks = (exploring: Exploring, ask: ExploreQuestion): Outcome => ({
  exploring: { ...exploring, waiting: true },
  ask,
});

/** One step of the user's choice; the steps left behind are kept as a branch. */
export function step(exploring: Exploring, word: string): Outcome {
  const { words } = exploring.explored;
  const [next, ...later] = exploring.ahead;
  const there = [...words, word];
  if (next === word) return asks({ ...exploring, ahead: later }, { type: "at", words: there });
  return asks(left(exploring), { type: "at", words: there });
}

const left = (exploring: Exploring): Exploring =>
  exploring.ahead.length === 0
    ? exploring
    : {
        ...exploring,
        ahead: [],
        branches: [whole(exploring), ...exploring.branches].slice(0, BRANCHES_MAX),
      };

const whole = ({ explored, ahead }: Exploring): readonly string[] => [...explored.words, ...ahead];

/** Continues by itself, at random or by the simulator's clock. */
export const on = (exploring: Exploring, how: "random" | "clock", steps: number): Outcome =>
  asks(left(exploring), { type: "on", words: exploring.explored.words, how, steps });

/** A number of steps back; a negative number goes forward again. */
export function back(exploring: Exploring, by: number): Outcome {
  const all = whole(exploring);
  const place = Math.min(all.length, Math.max(0, exploring.explored.words.length - by));
  if (place === exploring.explored.words.length) return { exploring };
  return asks(
    { ...exploring, ahead: all.slice(place) },
    { type: "at", words: all.slice(0, place) },
  );
}

/** Returns to the branch left last; the present one becomes the last branch. */
export function nextBranch(exploring: Exploring): Outcome {
  const [words, ...others] = exploring.branches;
  if (words === undefined) return { exploring };
  const branches = [...others, whole(exploring)];
  return asks({ ...exploring, ahead: [], branches }, { type: "at", words });
}
