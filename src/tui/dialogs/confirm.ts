import { deleted } from "../input/batch.ts";
import { asks, type Model, type Outcome, shows } from "../model/model.ts";
import { type Confirm, withDialog } from "../model/view.ts";
import type { Input } from "../terminal/input-parser.ts";
import { padStart, widthOf } from "../text/cells.ts";
import { emptyRow, type Row, row, span, spansWidth } from "../text/row.ts";
import { wrapped } from "../text/wrap.ts";
import { boxHeightMax, closeDialog, type DialogKind, FRAME } from "./dialog.ts";
import { type Asked, askedBy } from "./questions.ts";

/** A question and its possible answers. */
export const confirmDialog: DialogKind<Confirm> = {
  title: (model, { question }) => askedBy(model, question).title,
  rows: (model, { question }, { width }) => questionRows(askedBy(model, question), width),
  size: (model, { question }) => {
    const asked = askedBy(model, question);
    const rows = questionRows(asked, model.view.columns - 2 - FRAME.width);
    const widths = rows.map(({ spans }) => spansWidth(spans));
    const width = Math.max(widthOf(asked.title) + 2, ...widths) + FRAME.width;
    return { width, height: Math.min(boxHeightMax(model), rows.length + FRAME.height) };
  },
  keys: [{ keys: ["escape", "n"], shown: "esc", footer: "cancel", act: closeDialog }],
  otherwise: choose,
};

/** An answer to a question; any other key leaves the question open. */
function choose(model: Model, { question }: Confirm, input: Input): Outcome {
  if (input.type !== "key") return shows(model.view);
  const { choices, leave } = askedBy(model, question);
  const closed = withDialog(model.view, undefined);
  if (leave.keys.includes(input.name)) return shows(closed);
  const choice = choices.find(({ keys }) => keys.includes(input.name));
  if (choice === undefined) return shows(model.view);
  return question.about === "delete"
    ? deleted({ ...model, view: closed }, question.trial)
    : asks(closed, ...choice.effects);
}

/** A question's text and its answers, each with its keys. */
function questionRows({ text, choices, leave }: Asked, width: number): Row[] {
  const answers = [...choices, leave].map(({ keys, label }) => ({ keys: keysText(keys), label }));
  const keysWidth = Math.max(...answers.map(({ keys }) => keys.length));
  return [
    ...text.flatMap((line) => wrapped(line, width)).map((line) => row(line)),
    emptyRow,
    ...answers.map(({ keys, label }) =>
      row(span(padStart(keys, keysWidth + 1), "key"), `  ${label}`),
    ),
  ];
}

/** `n` for no works without being shown. */
const keysText = (keys: readonly string[]): string =>
  keys
    .filter((key) => key !== "n")
    .map((key) => (key === "escape" ? "esc" : key))
    .join(" or ");
