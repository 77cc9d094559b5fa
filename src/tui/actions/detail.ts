import { cursorIn } from "../detail-runs.ts";
import { clamp } from "../layout.ts";
import { asks, type Model, type Outcome, shows } from "../model.ts";
import { selectedTrial } from "../trials/select-trials.ts";
import { type Detail, withDialog } from "../view-state.ts";

export function openDetail({ snapshot, view }: Model): Outcome {
  const trial = selectedTrial(snapshot, view);
  if (trial === undefined) return shows(view);
  return shows(withDialog(view, { type: "detail", trial: trial.number, at: undefined }));
}

/** Moves among the runs of the detail; at the newest it stays with the newest. */
export function moveInDetail({ view, runs }: Model, detail: Detail, by: number): Outcome {
  if (runs === undefined) return shows(view);
  const max = Math.max(0, runs.length - 1);
  const cursor = clamp(cursorIn(runs, detail) + by, { min: 0, max });
  return shows(withDialog(view, { ...detail, at: cursor === 0 ? undefined : runs[cursor] }));
}

/** Why there is no violation to go to. */
export function noViolation({ runs = [] }: Model): string | undefined {
  return runs.some(({ verdict }) => verdict === "violation")
    ? undefined
    : "none of these runs is a violation";
}

/** The next run that is a violation, or the one before; round the ends. */
export function findViolation({ view, runs = [] }: Model, detail: Detail, by: 1 | -1): Outcome {
  const from = cursorIn(runs, detail);
  for (let distance = 1; distance <= runs.length; distance++) {
    const cursor = (from + by * distance + runs.length * distance) % runs.length;
    if (runs[cursor]?.verdict !== "violation") continue;
    return shows(withDialog(view, { ...detail, at: runs[cursor] }));
  }
  return shows(view);
}

/** The run under the cursor, as a line of JSON. */
export function copyRun({ view, runs = [] }: Model, detail: Detail): Outcome {
  const run = runs[cursorIn(runs, detail)];
  return run === undefined ? shows(view) : asks(view, { type: "copy", text: JSON.stringify(run) });
}
