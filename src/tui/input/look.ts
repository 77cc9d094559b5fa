import { PARAMETERS } from "../../core/trial/parameters.ts";
import { clamp } from "../model/layout.ts";
import { asks, type Model, type Outcome, shows } from "../model/model.ts";
import { withNotice } from "../model/notice.ts";
import {
  listedTrials,
  selectedIndex,
  selectedTrial,
  trialMatcher,
  valueText,
} from "../model/trials.ts";
import type { View } from "../model/view.ts";
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

export function chartScope({ view }: Model): Outcome {
  const scope = view.charts.scope === "all" ? "selected" : "all";
  return shows({ ...view, charts: { ...view.charts, kind: "histogram", scope } });
}

export function sweepChart({ view }: Model): Outcome {
  const kind = view.charts.kind === "sweep" ? "histogram" : "sweep";
  return shows({ ...view, charts: { ...view.charts, kind } });
}

export const nextTheme = ({ view }: Model): Outcome =>
  shows({ ...view, background: view.background === "dark" ? "light" : "dark" });

/** One step of a pane's size. */
const SHARE_STEP = 0.05;
const SHARES = { min: 0.2, max: 0.8 };

export function resize({ view }: Model, which: "trials" | "left", by: 1 | -1): Outcome {
  const share = clamp(view.shares[which] + by * SHARE_STEP, SHARES);
  return shows({ ...view, shares: { ...view.shares, [which]: Math.round(share * 100) / 100 } });
}

/** Back: out of the zoom, then out of a filter, then to the output's end, then to the running trial. */
export function back({ view }: Model): Outcome {
  if (view.zoomed) return shows({ ...view, zoomed: false });
  const pane = view.focus === "output" ? "output" : "trials";
  if (view[pane].query.text !== "") return shows(withoutQuery(view, pane));
  if (view.focus === "output")
    return shows({ ...view, output: { ...view.output, following: true } });
  return shows({ ...view, trials: { ...view.trials, selected: undefined } });
}

const withoutQuery = (view: View, pane: "trials" | "output"): View => ({
  ...view,
  [pane]: { ...view[pane], query: { ...view[pane].query, text: "" } },
});

/** The next line or trial that the query finds; without a query, the next one. Where there is none it says so. */
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
  const matches = trialMatcher(model.view.trials.query);
  const start = selectedIndex(listed, model.view);
  for (let count = 1; count <= listed.length; count++) {
    const index = (start + direction * count + count * listed.length) % listed.length;
    const trial = listed[index];
    if (trial && matches(trial)) return selectIndex(model, index);
  }
  return undefined;
}

/** The line under the output's cursor, or the selected trial as it would stand in a batch file. */
export function copyText({ snapshot, view, lines }: Model): string | undefined {
  if (view.focus === "output") {
    const position = view.output.following ? lines.end - 1 : view.output.cursor;
    return lines.at(position)?.text;
  }
  const trial = selectedTrial(snapshot, view);
  if (trial === undefined) return undefined;
  const fields = PARAMETERS.filter(
    ({ name, extension, default: value }) =>
      !extension || valueText(trial.trial[name]) !== valueText(value),
  ).map(({ name }) => `${name}: ${JSON.stringify(trial.trial[name])}`);
  return `{ ${fields.join(", ")} }`;
}

export function copy(model: Model): Outcome {
  const text = copyText(model);
  return text === undefined ? shows(model.view) : asks(model.view, { type: "copy", text });
}
