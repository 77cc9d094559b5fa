import type { Asked } from "../questions.ts";
import { padStart } from "../text/cells.ts";
import { emptyRow, type Row, row, span } from "../text/row.ts";
import { wrapped } from "../text/wrap.ts";

/** A question's text and its answers, each with its keys. */
export function questionRows({ text, choices, leave }: Asked, width: number): Row[] {
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

/** `n` for no is known without being said. */
const keysText = (keys: readonly string[]): string =>
  keys
    .filter((key) => key !== "n")
    .map((key) => (key === "escape" ? "esc" : key))
    .join(" or ");
