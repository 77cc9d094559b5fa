import type { TrialState } from "../../core/queue/state.ts";
import type { RunRecord } from "../../core/run/run.ts";
import { shellArgument } from "../../core/shell-argument.ts";
import { valueText } from "../../core/trial/field-text.ts";
import { PARAMETERS } from "../../core/trial/parameters.ts";
import type { Model } from "../model/model.ts";

/** The command that makes a trial again: its runs have the same draws, since the seed is the batch's. */
export function trialCommand({ snapshot, program }: Model, { trial, runs }: TrialState): string {
  const { timeLimitMs, seed } = snapshot.queue.settings;
  const fields = PARAMETERS.filter(({ name }) => name !== "moduleName").flatMap((parameter) => {
    const text = valueText(parameter, trial[parameter.name]);
    const isSaid = text !== valueText(parameter, parameter.default);
    return isSaid ? [`--set ${shellArgument(`${parameter.name}=${text}`)}`] : [];
  });
  return [
    `${program} run --module ${trial.moduleName}`,
    ...fields,
    `--repeat ${runs} --time-limit ${timeLimitMs / 1000} --seed ${seed}`,
  ].join(" ");
}

/** The command that shows the messages of a run again. */
export const runCommand = (
  { snapshot, program }: Model,
  { trial, run }: Pick<RunRecord, "trial" | "run">,
): string => `${program} replay ${shellArgument(snapshot.directory)} ${trial} ${run}`;

/** The command that prints the results of the batch. */
export const batchCommand = ({ snapshot, program }: Model): string =>
  `${program} report ${shellArgument(snapshot.directory)}`;

/** The command that draws the charts of the batch from its files. */
export const chartsCommand = ({ snapshot, program }: Model): string => {
  const charts = shellArgument(`${snapshot.directory}/charts`);
  return `${program} report ${shellArgument(snapshot.directory)} --svg ${charts}`;
};
