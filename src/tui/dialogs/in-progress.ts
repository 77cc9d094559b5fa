import { durationText } from "../../core/duration-text.ts";
import type { RunningAttempts, TrialState } from "../../core/queue/state.ts";
import { valueText } from "../../core/trial/field-text.ts";
import { clamp } from "../model/layout.ts";
import { asks, type Model, type Outcome, shows } from "../model/model.ts";
import { remembered } from "../model/remembered.ts";
import { sweptParameters } from "../model/swept.ts";
import { type InProgress, withDialog } from "../model/view.ts";
import { cut, padEnd, padStart } from "../text/cells.ts";
import { type Row, row, span } from "../text/row.ts";
import {
  boxHeightMax,
  boxWidth,
  closeDialog,
  type DialogKind,
  FRAME,
  movingKeys,
  nothing,
  type Space,
} from "./dialog.ts";

const WIDTH_MAX = 84;
/** Only the oldest are listed, because they matter most. */
const SHOWN_MAX = 500;

/** The runs in progress, the oldest first. */
export const inProgressDialog: DialogKind<InProgress> = {
  title: ({ snapshot }) => {
    const count = attemptsOf(snapshot.queue.trials).length;
    return count === 0 ? "No runs in progress" : "Runs in progress, oldest first";
  },
  rows: attemptRows,
  size: (model) => ({
    width: boxWidth(model, WIDTH_MAX),
    height: clamp(attemptsOf(model.snapshot.queue.trials).length + 1 + FRAME.height, {
      min: 4 + FRAME.height,
      max: boxHeightMax(model),
    }),
  }),
  keys: [
    { keys: ["enter"], shown: "enter", footer: "trial", does: "runs of its trial", act: open },
    { keys: ["x"], shown: "x", footer: "cancel the trial", act: cancel },
    ...movingKeys(move, { next: "next", previous: "previous" }),
    { keys: ["escape", "q", "w"], shown: "esc", footer: "close", act: closeDialog },
  ],
  otherwise: nothing,
};

interface Running {
  readonly state: TrialState;
  readonly attempts: RunningAttempts;
}

const attemptsOf = remembered((trials: readonly TrialState[]): readonly Running[] =>
  trials
    .flatMap((state) =>
      state.running.filter(({ over }) => !over).map((attempts): Running => ({ state, attempts })),
    )
    .sort((one, other) => one.attempts.startedAtMs - other.attempts.startedAtMs)
    .slice(0, SHOWN_MAX),
);

const placeOf = (all: readonly Running[], { at }: InProgress): number =>
  clamp(at, { min: 0, max: Math.max(0, all.length - 1) });

function attemptRows(model: Model, dialog: InProgress, { width, height, glyphs }: Space): Row[] {
  const { trials } = model.snapshot.queue;
  const all = attemptsOf(trials);
  const at = placeOf(all, dialog);
  const top = Math.max(0, Math.min(at - height + 3, all.length - height + 1));
  const parameters = sweptParameters(trials);
  const rows = all.slice(top, top + height - 1).map(({ state, attempts }, index): Row => {
    const { run, count, left, attempt, startedAtMs } = attempts;
    const runs = count === 1 ? String(run) : `${left} of ${count}`;
    const age = durationText(Math.max(0, model.nowMs - startedAtMs));
    const which = parameters.map(
      (each) => `${each.heading} ${valueText(each, state.trial[each.name])}`,
    );
    const tries = attempt > 1 ? [`try ${attempt}`] : [];
    const text = `${padStart(String(state.number), 5)}  ${padEnd(runs, 13)} ${padEnd(age, 13)}`;
    const rest = cut([...tries, ...which].join("  "), width - text.length, glyphs.ellipsis);
    const spans = [span(text), span(rest, "muted")];
    return top + index === at ? { spans, cursor: "focused" } : { spans };
  });
  return [row(span("trial  run           age", "faint")), ...rows];
}

function move(model: Model, dialog: InProgress, by: number): Outcome {
  const all = attemptsOf(model.snapshot.queue.trials);
  const at = clamp(placeOf(all, dialog) + by, { min: 0, max: Math.max(0, all.length - 1) });
  return shows(withDialog(model.view, { ...dialog, at }));
}

const chosen = (model: Model, dialog: InProgress): TrialState | undefined => {
  const all = attemptsOf(model.snapshot.queue.trials);
  return all[placeOf(all, dialog)]?.state;
};

function open(model: Model, dialog: InProgress): Outcome {
  const trial = chosen(model, dialog)?.number;
  if (trial === undefined) return closeDialog(model);
  const view = { ...model.view, trials: { ...model.view.trials, selected: trial } };
  return shows(withDialog(view, { type: "detail", trial, at: undefined }));
}

/** Asks before it cancels. */
function cancel(model: Model, dialog: InProgress): Outcome {
  const state = chosen(model, dialog);
  if (state === undefined) return closeDialog(model);
  const question = { about: "cancel" as const, trial: state.number, runs: [] };
  return asks(withDialog(model.view, { type: "confirm", question }));
}
