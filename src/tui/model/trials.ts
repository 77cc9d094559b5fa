import { naturalOrder } from "../../core/natural-order.ts";
import type { TrialState } from "../../core/queue/state.ts";
import type { Terms } from "../../core/statistics/uncertainty.ts";
import type { Snapshot } from "../../service/client.ts";
import { FIGURES, sortKey } from "./figures.ts";
import type { Model } from "./model.ts";
import { remembered } from "./remembered.ts";
import { readTrialFilter } from "./trial-filter.ts";
import { statusOf } from "./trial-status.ts";
import type { Sort, View } from "./view.ts";

/** The trials in the list: all, or those that pass its filter, sorted where the user wants them so. */
export function listedTrials({ queue }: Snapshot, { trials: list }: View): readonly TrialState[] {
  const filter = list.query.mode === "filter" ? list.query.text.trim() : "";
  const kept = filter === "" ? queue.trials : filtered(queue.trials, filter, queue.settings);
  const { sort } = list;
  return sort === undefined
    ? kept
    : sorted(kept, sort.by, sort.descending ? "down" : "up", queue.settings);
}

const filtered = remembered((trials: readonly TrialState[], text: string, terms: Terms) => {
  const { matches } = readTrialFilter(text, terms);
  return trials.filter(matches);
});

/** Trials without data come last, whichever way. Equal ones keep their order. */
const sorted = remembered(
  (
    trials: readonly TrialState[],
    by: Sort["by"],
    way: "up" | "down",
    terms: Terms,
  ): readonly TrialState[] => {
    const key = sortKey(by);
    if (key === undefined) return trials;
    const sign = way === "down" ? -1 : 1;
    return trials
      .map((state) => ({ state, value: key.value(state, terms) }))
      .sort((one, other) => order(one.value, other.value, sign))
      .map(({ state }) => state);
  },
);

type Value = number | string | undefined;

function order(one: Value, other: Value, sign: 1 | -1): number {
  if (one === undefined || other === undefined) {
    return Number(one === undefined) - Number(other === undefined);
  }
  if (typeof one === "number" && typeof other === "number") return sign * (one - other);
  return sign * naturalOrder(String(one), String(other));
}

/** The selected trial: the user's choice, or else the running one. */
export function selectedTrial(snapshot: Snapshot, view: View): TrialState | undefined {
  const listed = listedTrials(snapshot, view);
  return listed[selectedIndex(listed, view)];
}

export function selectedIndex(listed: readonly TrialState[], view: View): number {
  const { selected } = view.trials;
  const chosen = selected === undefined ? -1 : indexOfNumber(listed, selected);
  if (chosen >= 0) return chosen;
  if (selected !== undefined) return nearestTo(listed, selected);
  return Math.max(0, current(listed));
}

/** The trial that runs, or else the first that waits, or else the last. */
const current = remembered((listed: readonly TrialState[]): number => {
  const running = listed.findIndex((each) => each.running.length > 0);
  if (running >= 0) return running;
  const waiting = listed.findIndex((each) => statusOf(each) === "waiting");
  return waiting >= 0 ? waiting : listed.length - 1;
});

const indexOfNumber = (listed: readonly TrialState[], number: number): number =>
  listed[number - 1]?.number === number
    ? number - 1
    : listed.findIndex((each) => each.number === number);

/** Where a trial that is gone would have stood. */
function nearestTo(listed: readonly TrialState[], number: number): number {
  const after = listed.findIndex((each) => each.number > number);
  return after >= 0 ? after : Math.max(0, listed.length - 1);
}

/** Largest first for figures, smallest first for parameters; the same once more turns it round. The first is selected. */
export function sortedBy({ snapshot, view }: Pick<Model, "snapshot" | "view">, name: string): View {
  const { trials } = view;
  const isAgain = trials.sort?.by === name;
  const isFigure = FIGURES.some((each) => each.name === name);
  const descending = isAgain ? !trials.sort?.descending : isFigure;
  const sort = name === "trial" && !isAgain ? undefined : { by: name, descending };
  const after = { ...view, trials: { ...trials, sort } };
  const selected = listedTrials(snapshot, after)[0]?.number;
  return { ...after, trials: { ...after.trials, selected } };
}
