import { clamp } from "../layout.ts";
import { asks, type Model, type Outcome, shows } from "../model.ts";
import { selectedTrial } from "../trials/select-trials.ts";
import { type Dialog, withDialog } from "../view-state.ts";

type Detail = Extract<Dialog, { readonly type: "detail" }>;

export function openDetail({ snapshot, view }: Model): Outcome {
  const trial = selectedTrial(snapshot, view);
  if (trial === undefined) return shows(view);
  return shows(withDialog(view, { type: "detail", trial: trial.number, cursor: 0 }));
}

/** Moves among the runs of the detail. */
export function moveInDetail({ view, runs }: Model, detail: Detail, by: number): Outcome {
  const cursor = clamp(detail.cursor + by, { min: 0, max: Math.max(0, (runs?.length ?? 0) - 1) });
  return shows(withDialog(view, { ...detail, cursor }));
}

/** Why there is no violation to go to. */
export function noViolation({ runs = [] }: Model): string | undefined {
  return runs.some(({ verdict }) => verdict === "violation")
    ? undefined
    : "none of these runs is a violation";
}

/** The next run that is a violation, or the one before; round the ends. */
export function findViolation({ view, runs = [] }: Model, detail: Detail, by: 1 | -1): Outcome {
  for (let distance = 1; distance <= runs.length; distance++) {
    const cursor = (detail.cursor + by * distance + runs.length * distance) % runs.length;
    if (runs[cursor]?.verdict !== "violation") continue;
    return shows(withDialog(view, { ...detail, cursor }));
  }
  return shows(view);
}

/** The run under the cursor, as a line of JSON. */
export function copyRun({ view, runs }: Model, detail: Detail): Outcome {
  const run = runs?.[detail.cursor];
  return run === undefined ? shows(view) : asks(view, { type: "copy", text: JSON.stringify(run) });
}
