import type { TrialState } from "../../core/queue/state.ts";
import { VERDICTS } from "../../core/run/verdicts.ts";
import { differing } from "../../core/trial/configuration.ts";
import { PARAMETERS, type Parameter } from "../../core/trial/parameters.ts";
import type { Trial } from "../../core/trial/trial.ts";
import type { Snapshot } from "../../service/client.ts";
import { remembered } from "./remembered.ts";
import { statusOf } from "./trial-status.ts";
import type { Query, View } from "./view.ts";

/** The trials in the list: all, or those that pass its filter. */
export function listedTrials(snapshot: Snapshot, view: View): readonly TrialState[] {
  const { query } = view.trials;
  const { trials } = snapshot.queue;
  return query.mode === "filter" && query.text !== "" ? filtered(trials, query.text) : trials;
}

const filtered = remembered((trials: readonly TrialState[], text: string) => {
  const matches = trialMatcher({ text });
  return trials.filter(matches);
});

/** Every word of the query is in the trial's number, status, verdicts or `name=value`. */
export function trialMatcher({ text }: Pick<Query, "text">): (state: TrialState) => boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return (state) => {
    const searched = searchedText(state);
    return words.every((word) => searched.includes(word));
  };
}

function searchedText(state: TrialState): string {
  const verdicts = VERDICTS.filter((verdict) => state.counts[verdict] > 0);
  const parameters = PARAMETERS.map(({ name }) => `${name}=${valueText(state.trial[name])}`);
  return `#${state.number} ${statusOf(state)} ${verdicts.join(" ")} ${parameters.join(" ")} `.toLowerCase();
}

/** A parameter's value as the list and the form show it. */
export function valueText(value: Trial[keyof Trial]): string {
  if (!Array.isArray(value)) return String(value);
  if (value.every((entry) => typeof entry === "number")) return `[${value.join(", ")}]`;
  return JSON.stringify(value);
}

/** The parameters that tell the trials apart. */
export const differingParameters = remembered(
  (trials: readonly TrialState[]): readonly Parameter[] =>
    differingOf(trials.map((each) => each.trial)),
);

const differingOf = remembered(
  (trials: readonly Trial[]): readonly Parameter[] => differing(trials),
  (one, other) =>
    one.length === other.length && one.every((trial, index) => trial === other[index]),
);

/** The selected trial: the one the user chose, or the one that runs while nobody chose. */
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
