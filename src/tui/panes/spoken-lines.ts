import { counted } from "../../core/count-text.ts";
import { durationText } from "../../core/duration-text.ts";
import type { TrialState } from "../../core/queue/state.ts";
import type { NodeHealth } from "../../core/run/health.ts";
import { type Counts, VERDICTS } from "../../core/run/verdicts.ts";
import { valueText } from "../../core/trial/field-text.ts";
import { dialogRows } from "../dialogs/dialogs.ts";
import type { Model } from "../model/model.ts";
import { sweptParameters } from "../model/swept.ts";
import { doneRuns, statusOf } from "../model/trial-status.ts";
import { elapsedText, roundsText } from "../model/trial-summary.ts";
import { listedTrials, selectedIndex } from "../model/trials.ts";
import { outputCursor } from "../output/output-scroll.ts";
import { tidy } from "../text/cells.ts";
import { megabytes, milliseconds } from "../text/format.ts";
import { ASCII } from "../text/glyphs.ts";
import { textOf } from "../text/row.ts";
import { chartWords } from "./chart-kinds/words.ts";

const OUTPUT_LINES = 5;

/** The screen in sentences, the most important first. */
export function spokenLines(model: Model): string[] {
  const { view } = model;
  const notice = view.notice ? [view.notice.text] : [];
  if (view.dialog) return [...dialogLines(model), ...notice];
  return [
    batchLine(model),
    ...model.snapshot.nodes.map(nodeLine),
    trialLine(model),
    ...chartWords(model),
    ...outputLines(model),
    "Keys: question mark for help, up and down to select a trial, q to quit.",
    ...notice,
  ];
}

function dialogLines(model: Model): string[] {
  const { view } = model;
  const size = { width: Math.max(60, view.columns), height: Number.POSITIVE_INFINITY };
  return dialogRows(model, { ...size, glyphs: ASCII }).map((line) => textOf(line).trimEnd());
}

function batchLine({ snapshot }: Model): string {
  const { queue, totals, etaMs, trouble } = snapshot;
  const because = trouble || queue.pausedBecause;
  const sentences = [
    `Batch ${queue.settings.name}, ${queue.status}${because ? `: ${because}` : ""}`,
    `${totals.done} of ${counted(totals.runs, "run")} done${verdicts(totals.counts)}`,
    ...(etaMs === null || queue.status !== "running" ? [] : [`${durationText(etaMs)} left`]),
    counted(queue.settings.jobs, "job"),
  ];
  return `${sentences.join(". ")}.`;
}

const verdicts = (counts: Counts): string =>
  VERDICTS.filter((verdict) => counts[verdict] > 0)
    .map((verdict) => `, ${counts[verdict]} ${verdict}`)
    .join("");

function nodeLine(node: NodeHealth): string {
  const name = node.name.replace(/@.*$/, "");
  if (node.state !== "up")
    return `Node ${name}: ${[node.state, node.reason].filter(Boolean).join(", ")}.`;
  const figures = [
    node.roundTripMs === null ? [] : [`round trip ${milliseconds(node.roundTripMs)} ms`],
    node.processes === null ? [] : [`${node.processes} processes`],
    node.memoryBytes === null ? [] : [megabytes(node.memoryBytes)],
    node.restarts === 0 ? [] : [counted(node.restarts, "restart")],
  ].flat();
  return `Node ${name}: ${["up", ...figures].join(", ")}.`;
}

function trialLine({ snapshot, view }: Model): string {
  const listed = listedTrials(snapshot, view);
  const index = selectedIndex(listed, view);
  const trial = listed[index];
  if (trial === undefined) return "No trials.";
  const { trials, settings } = snapshot.queue;
  const parameters = sweptParameters(trials).map(
    (each) => `${each.name} ${valueText(each, trial.trial[each.name])}`,
  );
  const place = `Trial ${trial.number}, ${index + 1} of ${listed.length}, ${statusOf(trial)}`;
  return `${[place, ...parameters, ...outcome(trial, settings.timeLimitMs)].join(", ")}.`;
}

/** Missing medians are not spoken. */
function outcome(trial: TrialState, timeLimitMs: number): string[] {
  const done = `${doneRuns(trial)} of ${trial.runs} runs done${verdicts(trial.counts)}`;
  if (elapsedText(trial, timeLimitMs) === "-") return [done];
  return [
    done,
    `median elapsed ${elapsedText(trial, timeLimitMs)} ms`,
    `median rounds ${roundsText(trial, timeLimitMs)}`,
  ];
}

function outputLines({ lines, view }: Model): string[] {
  const last = outputCursor(view.output, lines);
  const shown: string[] = [];
  for (
    let position = Math.max(lines.first, last - OUTPUT_LINES + 1);
    position <= last;
    position++
  ) {
    shown.push(tidy(lines.at(position)?.text ?? ""));
  }
  return shown.length === 0 ? [] : ["Output:", ...shown];
}
