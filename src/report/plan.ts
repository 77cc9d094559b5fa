import type { Batch } from "../core/batch/batch.ts";
import { counted } from "../core/count-text.ts";
import { durationText } from "../core/duration-text.ts";
import { worstCaseMs } from "../core/queue/progress.ts";
import { createQueue } from "../core/queue/queue.ts";
import { stopText } from "../core/statistics/stop-rule.ts";
import { differing } from "../core/trial/configuration.ts";
import { valueText } from "../core/trial/field-text.ts";
import { isVirtual } from "../core/trial/trial.ts";
import { aligned } from "./aligned.ts";

/** Trials that `--dry-run` names one by one. */
const PLANNED_MAX = 50;

/**
 * The output of `--dry-run`: the trials by their differing parameters, the number of runs, and the
 * longest duration.
 */
export function planText({ settings, trials }: Batch, trialsMax = PLANNED_MAX): string {
  const shown = trials.slice(0, trialsMax);
  const columns = [
    {
      header: ["trial"],
      cells: shown.map((_, index) => String(index + 1)),
      align: "right" as const,
    },
    ...differing(trials).map((parameter) => ({
      header: [parameter.name],
      cells: shown.map((trial) => valueText(parameter, trial[parameter.name])),
      align: parameter.kind === "whole" ? ("right" as const) : ("left" as const),
    })),
  ];
  const more = trials.length - shown.length;
  const shard = settings.shard ? ` (shard ${settings.shard.number}/${settings.shard.of})` : "";
  const lines = [
    ...(columns.length > 1 ? aligned(columns) : []),
    ...(more > 0 ? [`and ${counted(more, "more trial")}`] : []),
    `${settings.name}: ${counted(trials.length, "trial")}, ${runsText({ settings, trials })}${shard}, ${worst({ settings, trials })}`,
  ];
  return `${lines.join("\n")}\n`;
}

/** For a batch with a stopping rule, the most runs that there can be, and the rule. */
function runsText(batch: Batch): string {
  const { stop, repeat } = batch.settings;
  if (stop === undefined) return counted(runsOf(batch), "run");
  return `at most ${repeat} runs of each, ${stopText(stop)}`;
}

const runsOf = ({ settings, trials }: Batch): number => createQueue(settings, trials).totals.runs;

function worst({ settings, trials }: Batch): string {
  const ms = worstCaseMs(settings, trials);
  if (settings.stop?.forMs !== undefined && ms > settings.stop.forMs)
    return `at worst ${durationText(settings.stop.forMs + settings.timeLimitMs)}.`;
  const limit = durationText(settings.timeLimitMs);
  const virtual = trials.some(isVirtual);
  if (ms === 0) return `in virtual time, with a limit of ${limit} each.`;
  const beside = virtual ? " for those in real time" : "";
  return `at worst ${durationText(ms)}${beside} (${counted(settings.jobs, "job")}, at most ${limit} each).`;
}
