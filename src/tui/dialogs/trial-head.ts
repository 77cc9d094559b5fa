import { counted, grouped } from "../../core/count-text.ts";
import { FACTS } from "../../core/facts.ts";
import type { TrialState } from "../../core/queue/state.ts";
import { MEASURED_FIGURES, missingText, RATE_FIGURES } from "../../core/statistics/figure-text.ts";
import { reportOf, type TrialReport } from "../../core/statistics/uncertainty.ts";
import { valueText } from "../../core/trial/field-text.ts";
import { PARAMETERS } from "../../core/trial/parameters.ts";
import type { Model } from "../model/model.ts";
import { doneRuns } from "../model/trial-status.ts";
import { tidy } from "../text/cells.ts";
import { type Row, row, type Span, span, spansWidth } from "../text/row.ts";
import { wrappedRows } from "../text/wrap.ts";

/** A trial's parameters; its figures, if there is room; and its events of interest, if they were asked for. */
export function trialHead(
  model: Model,
  trial: TrialState,
  { width, isRoomy }: { readonly width: number; readonly isRoomy: boolean },
): Row[] {
  const hasFigures = isRoomy && doneRuns(trial) > 0;
  return [
    ...parameterRows(trial, width),
    ...(hasFigures ? figureRows(reportOf(trial, model.snapshot.queue.settings), width) : []),
    ...witnessRows(model, width),
  ];
}

/** `name value` of the parameters, without extensions at their default. */
function parameterRows({ trial }: TrialState, width: number): Row[] {
  const shown = PARAMETERS.map((each) => ({ each, text: valueText(each, trial[each.name]) }));
  return pairRows(
    shown
      .filter(({ each, text }) => !each.extension || text !== valueText(each, each.default))
      .map(({ each, text }) => [each.name, text] as const),
    width,
  );
}

/** The figures of a trial with their intervals, and the runs that they lack. */
function figureRows(report: TrialReport, width: number): Row[] {
  const missing = missingText(report.counts);
  let group = "";
  const pairs = [...MEASURED_FIGURES, ...RATE_FIGURES].map((figure) => {
    group = figure.group || group;
    return [`${group} ${figure.name}`, figure.text(report)] as const;
  });
  const rows = pairRows(
    pairs.filter(([, text]) => text !== ""),
    width,
  );
  return missing === "" ? rows : [...rows, row(span(missing, "failed"))];
}

/** How many runs reached each event of interest: where few did, agreement says little. */
function witnessRows({ witnesses }: Model, width: number): Row[] {
  if (witnesses === undefined) return [];
  const { runs, counts, trouble } = witnesses;
  if (trouble !== "") return wrappedRows(tidy(trouble), width, "warn");
  if (counts === undefined) return [row(span("The runs are repeated and looked at.", "muted"))];
  const reached = FACTS.witnesses.map((name) => [name, grouped(counts[name] ?? 0)] as const);
  const [[first, count], ...rest] = reached as [(typeof reached)[number], ...typeof reached];
  return pairRows([[`of ${counted(runs, "run")} reached ${first}`, count], ...rest], width);
}

/** `name value` in as many lines as they take. */
function pairRows(pairs: readonly (readonly [name: string, text: string])[], width: number): Row[] {
  const rows: Row[] = [];
  let spans: Span[] = [];
  for (const [name, text] of pairs) {
    const part = [span(`${name} `, "faint"), span(`${text}   `)];
    if (spansWidth([...spans, ...part]) - 3 > width && spans.length > 0) {
      rows.push(withoutEnd(spans));
      spans = [];
    }
    spans.push(...part);
  }
  return [...rows, withoutEnd(spans)];
}

/** Cut blanks at the end need no ellipsis. */
const withoutEnd = (spans: readonly Span[]): Row => ({
  spans: spans.map((part, index) =>
    index === spans.length - 1 ? { ...part, text: part.text.trimEnd() } : part,
  ),
});
