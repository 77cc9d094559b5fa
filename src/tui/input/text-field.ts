import type { TextField } from "../model/view.ts";
import type { Input } from "../terminal/input-parser.ts";
import { tidy } from "../text/cells.ts";

/** Longer than any field needs; a paste beyond it is cut. */
const TEXT_LENGTH_MAX = 2000;

/** The text after a key or a paste; undefined if a text field does not take that input. */
export function edited<Field extends TextField>(field: Field, input: Input): Field | undefined {
  if (input.type === "paste") return inserted(field, input.text.trim().replace(/\s*\n\s*/g, " "));
  if (input.name === "space") return inserted(field, " ");
  const edit = EDITS[input.name];
  if (edit) return { ...field, ...edit(field) };
  return [...input.name].length === 1 ? inserted(field, input.name) : undefined;
}

function inserted<Field extends TextField>(field: Field, added: string): Field {
  const room = Math.max(0, TEXT_LENGTH_MAX - field.text.length);
  const clean = tidy(added).slice(0, room);
  const text = field.text.slice(0, field.caret) + clean + field.text.slice(field.caret);
  return { ...field, text, caret: field.caret + clean.length };
}

type Edit = (field: TextField) => TextField;

const remove = ({ text, caret }: TextField, from: number, to: number): TextField => ({
  text: text.slice(0, from) + text.slice(to),
  caret: caret > from ? Math.max(from, caret - (to - from)) : caret,
});

const before = ({ text, caret }: TextField): number =>
  caret - ([...text.slice(0, caret)].at(-1)?.length ?? 0);

const after = ({ text, caret }: TextField): number =>
  caret + ([...text.slice(caret)][0]?.length ?? 0);

const EDITS: Readonly<Record<string, Edit>> = {
  backspace: (field) => remove(field, before(field), field.caret),
  delete: (field) => remove(field, field.caret, after(field)),
  left: (field) => ({ ...field, caret: before(field) }),
  right: (field) => ({ ...field, caret: after(field) }),
  home: (field) => ({ ...field, caret: 0 }),
  end: (field) => ({ ...field, caret: field.text.length }),
  "ctrl-a": (field) => ({ ...field, caret: 0 }),
  "ctrl-e": (field) => ({ ...field, caret: field.text.length }),
  "ctrl-u": (field) => remove(field, 0, field.caret),
  "ctrl-k": (field) => remove(field, field.caret, field.text.length),
  "ctrl-w": (field) => remove(field, wordStart(field), field.caret),
};

const wordStart = ({ text, caret }: TextField): number =>
  text.slice(0, caret).replace(/\S+\s*$/, "").length;
