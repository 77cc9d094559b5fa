import { survivalRows } from "../../charts/survival.ts";
import { comparedTrials } from "../../model/compared.ts";
import { span } from "../../text/row.ts";
import type { PaneInput } from "../pane.ts";
import { drawnComparison, lines, sampleOf } from "./comparison.ts";
import type { Drawn } from "./drawn.ts";

/** The share of runs that have not agreed after a time. */
export function drawnSurvival(input: PaneInput): Drawn {
  const { model, size, glyphs } = input;
  const trials = comparedTrials(model);
  if (trials.length > 1) return drawnComparison(input, trials, lines);
  const { timeLimitMs } = model.snapshot.queue.settings;
  const groups = trials.map((each) => ({
    name: `trial ${each.number}`,
    sample: sampleOf(each, "elapsed", timeLimitMs),
  }));
  return {
    name: "Survival",
    notes: [span("share of runs not agreed after t", "muted")],
    rows: survivalRows({ groups, ...size, glyphs }),
  };
}
