import { METRICS } from "../charts/metrics.ts";
import { isNumeric } from "../charts/sweep.ts";
import { clamp } from "../model/layout.ts";
import { type Model, type Outcome, shows } from "../model/model.ts";
import { withNotice } from "../model/notice.ts";
import { shownLayout } from "../model/shown-layout.ts";
import { sweptParameters } from "../model/swept.ts";
import { readTrialFilter } from "../model/trial-filter.ts";
import { listedTrials, selectedIndex, selectedTrial } from "../model/trials.ts";
import { CHART_KINDS, type View } from "../model/view.ts";
import { matcherOf } from "../output/query.ts";
import { selectIndex, toLine } from "./move.ts";

export const zoom = ({ view }: Model): Outcome => shows({ ...view, zoomed: !view.zoomed });

/** Follows the newest line again, or stops at it. */
export function follow(model: Model): Outcome {
  const { view, lines } = model;
  if (view.output.following) return shows(toLine(model, lines.end - 1));
  return shows({ ...view, output: { ...view.output, following: true } });
}

/** Output of all trials, or of the selected one. */
export function outputScope({ view }: Model): Outcome {
  const scope = view.output.scope === "all" ? "selected" : "all";
  return shows({ ...view, output: { ...view.output, scope, following: true } });
}

export const outputTimes = ({ view }: Model): Outcome =>
  shows({ ...view, output: { ...view.output, times: !view.output.times } });

export function chartScope({ view }: Model): Outcome {
  const scope = view.charts.scope === "all" ? "selected" : "all";
  return shows(withCharts(view, { kind: "histogram", scope }));
}

export function sweepChart({ view }: Model): Outcome {
  const kind = view.charts.kind === "sweep" ? "histogram" : "sweep";
  return shows(withCharts(view, { kind, cursor: undefined }));
}

/** If another pane is zoomed, the chart takes its place. */
const withCharts = (view: View, change: Partial<View["charts"]>): View => ({
  ...view,
  focus: view.zoomed ? "charts" : view.focus,
  charts: { ...view.charts, ...change },
});

/** Histogram, survival curve, sweep, heat map, and round again. */
export function nextChart({ view }: Model): Outcome {
  const index = CHART_KINDS.indexOf(view.charts.kind) + 1;
  const kind = CHART_KINDS[index % CHART_KINDS.length] ?? "histogram";
  return shows(withCharts(view, { kind, cursor: undefined }));
}

export function nextMetric({ view }: Model): Outcome {
  const names = METRICS.map(({ name }) => name);
  const metric = names[(names.indexOf(view.charts.metric) + 1) % names.length] ?? "median";
  return shows(withCharts(view, { metric }));
}

/** Another swept parameter along x, or for the lines. */
export function nextAxis({ view, snapshot }: Model, which: "x" | "by"): Outcome {
  const swept = sweptParameters(snapshot.queue.trials);
  const names = (which === "x" && view.charts.kind === "sweep" ? swept.filter(isNumeric) : swept)
    .map(({ name }): string => name)
    .filter((name) => which === "x" || name !== view.charts.x);
  const at = names.indexOf(view.charts[which] ?? "");
  return shows(withCharts(view, { [which]: names[(at + 1) % names.length], cursor: undefined }));
}

export const nextTheme = ({ view }: Model): Outcome =>
  shows({ ...view, background: view.background === "dark" ? "light" : "dark" });

/** One step of a pane's size. */
const SHARE_STEP = 0.05;
const SHARES = { min: 0.2, max: 0.8 };

/** By as many steps as show, because panes have sizes that no share takes them beyond. */
export function resize(
  { view, snapshot, layout }: Model,
  which: "trials" | "left",
  by: 1 | -1,
): Outcome {
  const size = JSON.stringify(layout);
  for (let share = view.shares[which]; ; ) {
    const next = clamp(Math.round((share + by * SHARE_STEP) * 100) / 100, SHARES);
    if (next === share) return shows(view);
    const resized = { ...view, shares: { ...view.shares, [which]: next } };
    if (JSON.stringify(shownLayout(resized, snapshot)) !== size) return shows(resized);
    share = next;
  }
}

/** Back: out of the zoom, then out of a filter, then to the output's end; the selection stays. */
export function back({ view }: Model): Outcome {
  if (view.zoomed) return shows({ ...view, zoomed: false });
  const pane = view.focus === "output" ? "output" : "trials";
  if (view[pane].query.text !== "") return shows(withoutQuery(view, pane));
  if (view.focus !== "output") return shows(view);
  return shows({ ...view, output: { ...view.output, following: true } });
}

/** Follows the running trial, or stops following it. */
export function followRunning({ snapshot, view }: Model): Outcome {
  const isFollowing = view.trials.selected === undefined;
  const selected = isFollowing ? selectedTrial(snapshot, view)?.number : undefined;
  return shows({ ...view, trials: { ...view.trials, selected } });
}

/** Marks the selected trial, or takes its mark away, and goes on to the next. */
export function mark({ snapshot, view }: Model): Outcome {
  const trial = selectedTrial(snapshot, view);
  if (trial === undefined) return shows(view);
  const { marked } = view.trials;
  const { number } = trial;
  const rest = marked.filter((each) => each !== number);
  const now = rest.length < marked.length ? rest : [...marked, number];
  return shows({ ...view, trials: { ...view.trials, marked: now, selected: number } });
}

/** Marks every trial of the list, or removes the marks where all have one. */
export function markAll({ snapshot, view }: Model): Outcome {
  const listed = listedTrials(snapshot, view).map(({ number }) => number);
  const before = new Set(view.trials.marked);
  const isAll = listed.every((number) => before.has(number));
  return shows({ ...view, trials: { ...view.trials, marked: isAll ? [] : listed } });
}

const withoutQuery = (view: View, pane: "trials" | "output"): View => ({
  ...view,
  [pane]: { ...view[pane], query: { ...view[pane].query, text: "" } },
});

/** Why there is no next match. */
export const nothingSearched = ({ view }: Model): string | undefined =>
  view[view.focus === "output" ? "output" : "trials"].query.text === ""
    ? "nothing to find yet: press / first"
    : undefined;

/**
 * The next line or trial that the query finds; without a query, the next one. If there is none, a
 * notice says so.
 */
export function findNext(model: Model, direction: 1 | -1): Outcome {
  const { view, nowMs } = model;
  const isOutput = view.focus === "output";
  const found = isOutput ? nextLine(model, direction) : nextTrial(model, direction);
  if (found !== undefined) return shows(found);
  const which = isOutput ? `${direction > 0 ? "later" : "earlier"} line` : "trial";
  return shows(withNotice(view, { text: `no ${which} matches`, tone: "warn", nowMs }));
}

function nextLine(model: Model, direction: 1 | -1): View | undefined {
  const { view, lines } = model;
  const matcher = matcherOf(view.output.query);
  const start = view.output.following ? lines.end : view.output.cursor;
  const isInside = (position: number): boolean => position >= lines.first && position < lines.end;
  for (let position = start + direction; isInside(position); position += direction) {
    const line = lines.at(position);
    if (line && matcher.matches(line)) return toLine(model, position);
  }
  return undefined;
}

function nextTrial(model: Model, direction: 1 | -1): View | undefined {
  const listed = listedTrials(model.snapshot, model.view);
  const { queue } = model.snapshot;
  const { matches } = readTrialFilter(model.view.trials.query.text, queue.settings);
  const start = selectedIndex(listed, model.view);
  for (let count = 1; count <= listed.length; count++) {
    const index = (start + direction * count + count * listed.length) % listed.length;
    const trial = listed[index];
    if (trial && matches(trial)) return selectIndex(model, index);
  }
  return undefined;
}
