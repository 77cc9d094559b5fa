import { counted, grouped } from "../../core/count-text.ts";
import { durationText } from "../../core/duration-text.ts";
import { findings } from "../../core/queue/findings.ts";
import { VERDICTS } from "../../core/run/verdicts.ts";
import { batchCommand } from "../input/command-text.ts";
import { takeKey } from "../input/take-key.ts";
import { asks, type Model } from "../model/model.ts";
import { remembered } from "../model/remembered.ts";
import { type SummaryDialog, withDialog } from "../model/view.ts";
import { widthOf } from "../text/cells.ts";
import { type Row, row, span } from "../text/row.ts";
import { wrapped } from "../text/wrap.ts";
import { boxHeightMax, boxWidth, closeDialog, type DialogKind, FRAME } from "./dialog.ts";

const WIDTH_MAX = 84;

const found = remembered(findings);

/** The outcome of a batch when it finishes. `c` copies its command; any other key closes it, and also has its usual effect. */
export const summaryDialog: DialogKind<SummaryDialog> = {
  title: ({ snapshot }) => `${snapshot.queue.settings.name} has finished`,
  rows: (model, dialog, { width }) => summaryRows(model, dialog, width),
  size: (model, dialog) => {
    const command = widthOf(afterQuit(model)) + FRAME.width;
    const width = boxWidth(model, Math.max(WIDTH_MAX, command));
    const rows = summaryRows(model, dialog, width - FRAME.width).length;
    return { width, height: Math.min(boxHeightMax(model), rows + FRAME.height) };
  },
  keys: [
    { keys: ["escape"], shown: "esc", footer: "close", act: closeDialog },
    {
      ...{ keys: ["c"], shown: "c" },
      does: "copy the command that prints the results",
      act: (model) => asks(model.view, { type: "copy", text: batchCommand(model) }),
    },
  ],
  otherwise: (model, _, input) =>
    takeKey({ ...model, view: withDialog(model.view, undefined) }, input),
};

function summaryRows(model: Model, { endedAtMs }: SummaryDialog, width: number): Row[] {
  const { snapshot } = model;
  const { runs, counts } = snapshot.totals;
  const came = VERDICTS.filter((verdict) => counts[verdict] > 0)
    .map((verdict) =>
      verdict === "violation"
        ? counted(counts[verdict], verdict)
        : `${grouped(counts[verdict])} ${verdict}`,
    )
    .join(", ");
  const texts = [
    `${counted(runs, "run")} in ${durationText(endedAtMs - snapshot.startedAtMs)}: ${came}.`,
    ...found(snapshot.queue),
    `Results: ${snapshot.directory}`,
  ];
  const next = [
    ["O enter", "sort by the median"],
    ["m", "mark two trials to compare them"],
    ["a", "add more trials"],
    ...(counts.violation > 0 ? [["! enter", "see why a run violates"] as const] : []),
    ["c", "copy the command that prints the results"],
  ] as const;
  const after = afterQuit(model);
  return [
    ...texts.flatMap((text) => wrapped(text, width)).map((line) => row(line)),
    row(""),
    ...next.map(([keys, does]) => row(span(`  ${keys.padEnd(11)}`, "key"), does)),
    // A command that breaks over two rows can't be pasted.
    ...(widthOf(after) > width ? [] : [row(span(after, "muted"))]),
  ];
}

const afterQuit = (model: Model): string => `After q: ${batchCommand(model)}`;
