import { counted, plural } from "../../core/count-text.ts";
import type { BatchSettings, TrialState } from "../../core/queue/state.ts";
import type { HealthSample } from "../../core/run/health.ts";
import { reportOf, type TrialReport } from "../../core/statistics/uncertainty.ts";
import { differing } from "../../core/trial/configuration.ts";
import { valueText } from "../../core/trial/field-text.ts";
import { PARAMETERS } from "../../core/trial/parameters.ts";
import { chartsOf } from "../charts/all-charts.ts";
import type { Chart } from "../charts/charts.ts";
import { healthCharts } from "../charts/health.ts";
import { remarks, runsSentence } from "../closing-sentences.ts";
import { trialTable } from "../trial-table.ts";
import { type Html, html, raw } from "./html.ts";
import { SCRIPT, STYLE } from "./style.ts";

/** The data of a page. */
export interface PageInput {
  readonly settings: BatchSettings;
  readonly trials: readonly TrialState[];
  /** How the nodes were while the batch ran, in the order of time. */
  readonly health: readonly HealthSample[];
  /** Facts about the machine and the settings of the batch, in order. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** The command that runs the batch again. */
  readonly command: string;
  /** The batch file that the command names. */
  readonly file: { readonly name: string; readonly text: string };
  /** The violations that are shown: a sentence, the space-time diagram (SVG), and the timeline of the run. */
  readonly violations: readonly {
    readonly title: string;
    readonly diagram?: string | undefined;
    readonly timeline: string;
  }[];
  /** How many violations of the batch are not shown. */
  readonly moreViolations: number;
}

/** The page of a batch: one file that needs no network and no script. */
export function page(input: PageInput): string {
  const { settings, trials } = input;
  const charts = chartsOf(trials, settings);
  const health = healthCharts(input.health);
  const reports = trials.map((state) => reportOf(state, settings));
  const text = html`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${settings.name} - paxy</title><style>${raw(STYLE)}</style></head><body>
<h1>${settings.name}</h1>
${verdicts(reports)}
${violations(input)}
<h2>Trials</h2>
${constants(trials)}
${table(reports)}
${charts.length > 0 ? html`<h2>Charts</h2>${charts.map(figure)}` : ""}
${health.length > 0 ? html`<h2>Nodes</h2>${health.map(figure)}` : ""}
<h2>How it was run</h2>
<pre>${input.command}</pre>
<details><summary>${input.file.name}, the batch file of this command</summary><pre>${input.file.text}</pre></details>
<dl>${input.facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
<p>Undecided runs are data, censored at the time limit: a quantile counts them as later than the limit. Failed and cancelled runs are not data. Intervals are 95 %: of medians by order statistics, of rates by Clopper and Pearson (after a first violation that ended the runs, by the geometric law).</p>
<script>${raw(SCRIPT)}</script></body></html>
`;
  return text.text;
}

/** The verdicts, and what a reader of the figures must know, as below the closing table. */
function verdicts(reports: readonly TrialReport[]): Html {
  const trials = counted(reports.length, "trial");
  return html`<p>${trials}, ${runsSentence(reports)}</p>${remarks(reports).map((each) => html`<p class="remark">${each}</p>`)}`;
}

const violations = ({ violations, moreViolations: more }: PageInput): Html | string =>
  violations.length === 0
    ? ""
    : html`<h2>Violations</h2>${violations.map(({ title, diagram, timeline }) => html`<div class="violation"><p>${title}</p>${diagram === undefined ? "" : raw(diagram)}<details><summary>Every message of the run</summary><pre>${timeline}</pre></details></div>`)}${more === 0 ? "" : html`<p>${counted(more, "more violation")} ${plural(more, "is", "are")} not shown here: the messages of each are in <code>violations/</code>, in the folder of the results.</p>`}`;

/** Parameters that all trials share are shown once. */
function constants(trials: readonly TrialState[]): Html | string {
  const varied = differing(trials.map(({ trial }) => trial));
  const [first] = trials;
  if (first === undefined) return "";
  const same = PARAMETERS.filter((each) => !varied.includes(each)).flatMap((each) => {
    const text = valueText(each, first.trial[each.name]);
    return text === "" ? [] : [`${each.name} ${text}`];
  });
  return html`<p>In all trials: ${same.join(", ")}.</p>`;
}

/** A longer table scrolls by itself, so that the charts are not far below. */
const ROWS_MAX = 40;

function table(trials: readonly TrialReport[]): Html {
  const { header, rows } = trialTable(trials);
  return html`<div class="wide${trials.length > ROWS_MAX ? " long" : ""}"><table class="sort"><thead><tr>${header.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td${sortKey(cell)}>${cell}</td>`)}</tr>`)}</tbody></table></div>
<p>In brackets: 95 % intervals; <code>?</code>: too few runs for this end; <code>&gt;</code>: later than the time limit.</p>`;
}

/** `>30000` sorts as a number, after 30000. */
const sortKey = (cell: string): Html =>
  cell.startsWith(">") ? html` data-key="${cell.slice(1)}.5"` : html``;

const figure = ({ title, caption, svg, header, rows }: Chart): Html => html`<figure>
<h3>${title}</h3>${raw(svg)}<figcaption>${caption}</figcaption>
<details><summary>The same in numbers</summary><table><thead><tr>${header.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></details></figure>`;
