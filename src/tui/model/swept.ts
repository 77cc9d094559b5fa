import type { TrialState } from "../../core/queue/state.ts";
import { differing } from "../../core/trial/configuration.ts";
import { valueText } from "../../core/trial/field-text.ts";
import type { Parameter } from "../../core/trial/parameter.ts";
import { PARAMETERS } from "../../core/trial/parameters.ts";
import { isVirtual, type Trial } from "../../core/trial/trial.ts";
import type { Snapshot } from "../../service/client.ts";
import { remembered } from "./remembered.ts";

/**
 * The parameters that tell the trials apart, a sweep's in the order in which
 * it names them: the first of a sweep changes least often from trial to trial.
 */
export const sweptParameters = remembered((trials: readonly TrialState[]): readonly Parameter[] =>
  sweptOf(trials.map(({ trial }) => trial)),
);

const sweptOf = remembered(
  (trials: readonly Trial[]): readonly Parameter[] => {
    const found = differing(trials);
    const changes = new Map(found.map((each) => [each, changesOf(each, trials)]));
    return found.toSorted((one, other) => (changes.get(one) ?? 0) - (changes.get(other) ?? 0));
  },
  (one, other) =>
    one.length === other.length && one.every((trial, index) => trial === other[index]),
);

/** The first of a long list are enough. */
const MEASURED_MAX = 2000;

function changesOf(parameter: Parameter, trials: readonly Trial[]): number {
  let changes = 0;
  let before = "";
  for (const trial of trials.slice(0, MEASURED_MAX)) {
    const text = valueText(parameter, trial[parameter.name]);
    if (text !== before) changes++;
    before = text;
  }
  return changes;
}

/** Parameters that all trials share, without unused extensions: `drop 1`. */
export const constantTexts = remembered((trials: readonly TrialState[]): readonly string[] => {
  const [first] = trials;
  if (first === undefined) return [];
  const swept = new Set(sweptParameters(trials));
  return PARAMETERS.filter((each) => !swept.has(each)).flatMap((each) => {
    const text = valueText(each, first.trial[each.name]);
    const isUnused = each.extension && text === valueText(each, each.default);
    return isUnused ? [] : [`${each.heading} ${text}`];
  });
});

/**
 * Whether there are nodes, and lines that they print: not in virtual time, nor where results are
 * only shown.
 */
export const hasNodes = ({ queue, nodes }: Pick<Snapshot, "queue" | "nodes">): boolean => {
  const isOver = queue.status === "finished" || queue.status === "stopped";
  return !isAllVirtual(queue.trials) && (nodes.length > 0 || !isOver);
};

/** Whether all trials run in virtual time. */
export const isAllVirtual = remembered(
  (trials: readonly TrialState[]): boolean =>
    trials.length > 0 && trials.every(({ trial }) => isVirtual(trial)),
);
