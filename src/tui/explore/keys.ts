import type { Input } from "../terminal/input-parser.ts";
import * as exploring from "./exploring.ts";
import { chosen, type Exploring, listed, type Outcome } from "./exploring.ts";

export interface ExploreKey {
  readonly keys: readonly string[];
  readonly shown: string;
  /** The word for it in the footer. */
  readonly footer?: string;
  readonly does: string;
  /** Why it can't be done now; undefined if it can. */
  readonly refusal?: (state: Exploring) => string | undefined;
  readonly act: (state: Exploring) => Outcome;
}

const STEPS_ON = 1000;
const PAGE = 8;

const key = (
  keys: string,
  [shown, does, footer]: readonly [shown: string, does: string, footer?: string],
  act: ExploreKey["act"],
  refusal?: ExploreKey["refusal"],
): ExploreKey => ({
  ...{ keys: keys.split(" "), shown, does, act },
  ...(footer === undefined ? {} : { footer }),
  ...(refusal === undefined ? {} : { refusal }),
});

const isMessage = (state: Exploring): string | undefined =>
  chosen(state)?.kind === "deliver" ? undefined : "only a message can be lost or arrive twice";

const canCrash = (state: Exploring): string | undefined =>
  (chosen(state)?.effects ?? 0) > 0
    ? undefined
    : "this step has fewer than two effects to crash between";

const fate =
  (sign: string) =>
  (state: Exploring): Outcome => {
    const choice = chosen(state);
    return choice === undefined
      ? { exploring: state }
      : exploring.step(state, `${choice.word}${sign}`);
  };

const isThere = (state: Exploring): string | undefined =>
  chosen(state) === undefined ? "no step is possible here" : undefined;

const wasBefore = ({ explored }: Exploring): string | undefined =>
  explored.words.length === 0 ? "this is the start" : undefined;

/** The one table of keys of the explorer. */
export const EXPLORE_KEYS: readonly ExploreKey[] = [
  key("enter d", ["enter", "take this step", "do it"], fate(""), isThere),
  key(
    "left backspace h u",
    ["←", "step back", "back"],
    (state) => exploring.back(state, 1),
    wasBefore,
  ),
  key(
    "right l",
    ["→", "step forward again"],
    (state) => exploring.back(state, -1),
    ({ ahead }) => (ahead.length === 0 ? "no step to take again" : undefined),
  ),
  key("x -", ["x", "lose the message", "lose"], fate("-"), isMessage),
  key("+ =", ["+", "deliver the message, and once more later"], fate("+"), isMessage),
  key("!", ["!", "crash the actor after the first effect of the step"], fate("!1"), canCrash),
  key("r", ["r", "one random step", "random"], (state) => exploring.on(state, "random", 1)),
  key("R", ["R", "random steps to the end"], (state) => exploring.on(state, "random", STEPS_ON)),
  key("s", ["s", "next step by the simulator's clock", "clock"], (state) =>
    exploring.on(state, "clock", 1),
  ),
  key("S", ["S", "steps by the simulator's clock, to the end"], (state) =>
    exploring.on(state, "clock", STEPS_ON),
  ),
  key("b", ["b", "return to the branch you left last"], exploring.nextBranch, ({ branches }) =>
    branches.length === 0 ? "no other branch yet: go back and choose another step" : undefined,
  ),
  key(
    "0",
    ["0", "back to the start"],
    (state) => exploring.back(state, Number.POSITIVE_INFINITY),
    wasBefore,
  ),
  key("t", ["t", "messages so far, or choices", "messages"], (state) => toggled(state, "messages")),
  key("a", ["a", "choices of one actor, of the next, of all"], nextActor),
  key("c", ["c", "copy the command that opens this state", "copy"], (state) => ({
    exploring: state,
    copy: state.explored.words,
  })),
  key("?", ["?", "these keys", "keys"], (state) => toggled(state, "keys")),
  key("q escape ctrl-c", ["q", "quit", "quit"], (state) =>
    state.shows === "choices" ? { exploring: state, end: true } : toggled(state, state.shows),
  ),
  key("down j", ["down j", "next choice"], (state) => moved(state, 1)),
  key("up k", ["up k", "previous choice"], (state) => moved(state, -1)),
  key("pagedown space", ["PgDn", "further down"], (state) => moved(state, PAGE)),
  key("pageup", ["PgUp", "further up"], (state) => moved(state, -PAGE)),
  key("g home", ["g", "first choice"], (state) => moved(state, Number.NEGATIVE_INFINITY)),
  key("G end", ["G", "last choice"], (state) => moved(state, Number.POSITIVE_INFINITY)),
  key("ctrl-z", ["ctrl-z", "suspend"], (state) => ({ exploring: state, suspend: true })),
];

function toggled(state: Exploring, shows: Exploring["shows"]): Outcome {
  return { exploring: { ...state, shows: state.shows === shows ? "choices" : shows, scrolled: 0 } };
}

/** Moves among the choices or the messages. */
function moved(state: Exploring, by: number): Outcome {
  if (state.shows !== "choices") {
    const most = state.shows === "keys" ? EXPLORE_KEYS.length : 2 * state.explored.events.length;
    const scrolled = Math.max(
      0,
      Math.min(most, state.scrolled + (state.shows === "keys" ? by : -by)),
    );
    return { exploring: { ...state, scrolled } };
  }
  const last = Math.max(0, listed(state).length - 1);
  return { exploring: { ...state, at: Math.max(0, Math.min(last, state.at + by)) } };
}

function nextActor(state: Exploring): Outcome {
  const names = [undefined, ...state.explored.actors.map(({ name }) => name)];
  const actor = names[(names.indexOf(state.actor) + 1) % names.length];
  return { exploring: { ...state, actor, at: 0 } };
}

/** Handles an input. While an answer is on its way, the user can only leave. */
export function takeKey(before: Exploring, input: Input): Outcome {
  const state = { ...before, notice: "" };
  if (input.type !== "key") return { exploring: state };
  const binding = EXPLORE_KEYS.find(({ keys }) => keys.includes(input.name));
  if (binding === undefined) {
    return { exploring: { ...state, notice: `${input.name} does nothing here: ? for the keys` } };
  }
  const refusal = binding.refusal?.(state);
  if (refusal !== undefined) return { exploring: { ...state, notice: refusal } };
  return binding.act(state);
}
