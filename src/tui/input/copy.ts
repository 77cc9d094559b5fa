import { valueText } from "../../core/trial/field-text.ts";
import { PARAMETERS } from "../../core/trial/parameters.ts";
import { pictureOf } from "../charts/picture.ts";
import { asks, type Model, type Outcome, shows } from "../model/model.ts";
import { withNotice } from "../model/notice.ts";
import { selectedTrial } from "../model/trials.ts";
import { outputCursor } from "../output/output-scroll.ts";
import { chartsCommand, trialCommand } from "./command-text.ts";

/** The line under the output's cursor, or the selected trial as it would stand in a batch file. */
function copyText({ snapshot, view, lines }: Model): string | undefined {
  if (view.focus === "output") {
    const position = outputCursor(view.output, lines);
    return lines.at(position)?.text;
  }
  const trial = selectedTrial(snapshot, view);
  if (trial === undefined) return undefined;
  const fields = PARAMETERS.filter(
    (each) =>
      !each.extension || valueText(each, trial.trial[each.name]) !== valueText(each, each.default),
  ).map(({ name }) => `${name}: ${JSON.stringify(trial.trial[name])}`);
  return `{ ${fields.join(", ")} }`;
}

/** The command that makes again what has the keys: charts, the trial of an output line, or the selected one. */
export function copyCommand(model: Model): Outcome {
  const { snapshot, view, lines } = model;
  if (view.focus === "charts") return asks(view, { type: "copy", text: chartsCommand(model) });
  const line = view.focus === "output" ? lines.at(outputCursor(view.output, lines)) : undefined;
  const printed = snapshot.queue.trials.find(({ number }) => number === line?.trial);
  const trial = printed ?? selectedTrial(snapshot, view);
  return trial === undefined
    ? shows(view)
    : asks(view, { type: "copy", text: trialCommand(model, trial) });
}

/** SVG, the CSV of its points and a caption of the chosen chart, into the batch's folder. */
export function saveChart(model: Model): Outcome {
  const picture = pictureOf(model);
  if (picture !== undefined) return asks(model.view, { type: "save", picture });
  const text = "there is no chart to save yet";
  return shows(withNotice(model.view, { text, tone: "warn", nowMs: model.nowMs }));
}

export function copy(model: Model): Outcome {
  const text = copyText(model);
  return text === undefined ? shows(model.view) : asks(model.view, { type: "copy", text });
}
