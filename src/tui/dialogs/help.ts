import type { KeyBinding } from "../input/key-binding.ts";
import { use } from "../input/take-key.ts";
import { edited } from "../input/text-field.ts";
import { KEY_GROUPS } from "../keys.ts";
import { FIGURES } from "../model/figures.ts";
import { clamp } from "../model/layout.ts";
import { type Model, type Outcome, shows } from "../model/model.ts";
import { type Dialog, type Help, withDialog } from "../model/view.ts";
import type { Input } from "../terminal/input-parser.ts";
import { padEnd } from "../text/cells.ts";
import { fieldSpans } from "../text/field-spans.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { type Row, row, span } from "../text/row.ts";
import { wrapped } from "../text/wrap.ts";
import { columnsDialog } from "./columns.ts";
import { detailDialog } from "./detail.ts";
import { boxHeightMax, boxWidth, type DialogKind, type Space } from "./dialog.ts";
import { timelineDialog } from "./timeline.ts";

const WIDTH_MAX = 76;
const KEY_WIDTH = 13;

/** All keys, marks and columns, searched by typing; enter runs the chosen one. */
export const helpDialog: DialogKind<Help> = {
  title: () => "Keys",
  rows: helpRows,
  size: (model) => ({ width: boxWidth(model, WIDTH_MAX), height: boxHeightMax(model) }),
  keys: [
    { keys: ["enter"], shown: "enter", footer: "do it", act: doChosen },
    {
      keys: ["down"],
      shown: "down up",
      footer: "choose",
      act: (model, help) => move(model, help, 1),
    },
    { keys: ["up"], shown: "up", act: (model, help) => move(model, help, -1) },
    { keys: ["pagedown"], shown: "PgDn", act: (model, help) => move(model, help, 10) },
    { keys: ["pageup"], shown: "PgUp", act: (model, help) => move(model, help, -10) },
    { keys: ["home"], shown: "home", act: (model, help) => move(model, help, -1000) },
    { keys: ["end"], shown: "end", act: (model, help) => move(model, help, 1000) },
    { keys: ["escape", "ctrl-c"], shown: "esc", footer: "close", act: close },
  ],
  otherwise: type,
};

interface Entry {
  readonly group: string;
  readonly shown: string;
  readonly does: string;
  /** Undefined for entries that only explain. */
  readonly binding: KeyBinding | undefined;
}

/** Entries about the open dialog come first. */
function entriesOf(model: Model, { from, text }: Help): Entry[] {
  const panes = KEY_GROUPS.flatMap(({ name, keys }) =>
    keys.map((binding) => ({ group: name, shown: binding.shown, does: binding.does, binding })),
  );
  const dialogs = DIALOGS.map(({ type, name, keys }) => ({
    type,
    entries: keys.flatMap(({ shown, does, footer }): Entry[] => {
      const said = does ?? footer;
      return said === undefined ? [] : [{ group: name, shown, does: said, binding: undefined }];
    }),
  }));
  const here = dialogs.filter(({ type }) => type === from?.type);
  const elsewhere = dialogs.filter(({ type }) => type !== from?.type);
  const all = [
    ...here.flatMap(({ entries }) => entries),
    ...panes,
    ...elsewhere.flatMap(({ entries }) => entries),
    ...legend(model),
  ];
  const words = text.toLowerCase().split(" ").filter(Boolean);
  return all.filter((entry) => {
    const searched = `${entry.shown} ${entry.does} ${entry.group}`.toLowerCase();
    return words.every((word) => searched.includes(word));
  });
}

interface InDialog {
  readonly type: Dialog["type"];
  readonly name: string;
  readonly keys: readonly {
    readonly shown: string;
    readonly does?: string;
    readonly footer?: string;
  }[];
}

const DIALOGS: readonly InDialog[] = [
  { type: "detail", name: "In the runs of a trial", keys: detailDialog.keys },
  { type: "timeline", name: "In the messages of a run", keys: timelineDialog.keys },
  { type: "columns", name: "In sort and columns", keys: columnsDialog.keys },
];

const MARKS: readonly (readonly [keyof Glyphs | "!" | "?", string])[] = [
  ["waiting", "the trial waits"],
  ["running", "the trial is running"],
  ["paused", "the trial is paused"],
  ["done", "all runs of the trial are done"],
  ["cancelled", "the trial was cancelled"],
  ["!", "a run of the trial violated agreement or validity"],
  ["failed", "a run of the trial failed"],
  ["?", "most runs of the trial are undecided"],
  ["marked", "the trial is marked"],
  ["censored", "in a chart: over the time limit"],
  ["both", "in a chart: two lines meet"],
];

function legend(model: Model): Entry[] {
  const entry = (group: string, shown: string, does: string): Entry => ({
    ...{ group, shown, does, binding: undefined },
  });
  return [
    ...MARKS.map(([name, does]) => entry("Marks", glyphOf(name, model.glyphs), does)),
    ...FIGURES.map(({ short, meaning }) => entry("Columns", short, meaning)),
  ];
}

const glyphOf = (name: (typeof MARKS)[number][0], glyphs: Glyphs): string =>
  name === "!" || name === "?" ? name : String(glyphs[name]);

interface Line {
  readonly row: Row;
  /** Which entry it belongs to; -1 for the name of a group. */
  readonly at: number;
}

function helpRows(model: Model, help: Help, { width, height }: Space): Row[] {
  const entries = entriesOf(model, help);
  const lines = entries.flatMap((entry, at): Line[] => [
    ...(entries[at - 1]?.group === entry.group
      ? []
      : [{ row: row(span(entry.group, "strong")), at: -1 }]),
    ...entryRows(model, entry, width).map((each) => ({ row: each, at })),
  ]);
  const place = `${entries.length === 0 ? 0 : help.at + 1}/${entries.length}`;
  const search = row(
    span("find ", "key"),
    ...fieldSpans({ ...help, width: Math.max(10, width - 8 - place.length) }),
    span(`  ${place}`, "muted"),
  );
  const room = height - 1;
  const first = lines.findIndex(({ at }) => at === help.at);
  const last = lines.findLastIndex(({ at }) => at === help.at);
  const start = Math.max(
    0,
    Math.min(Math.max(last - room + 2, first - Math.floor(room / 2)), lines.length - room),
  );
  return [
    search,
    ...(lines.length === 0 ? [row(span("Nothing found.", "muted"))] : []),
    ...lines
      .slice(start, start + room)
      .map((line): Row => (line.at === help.at ? { ...line.row, cursor: "focused" } : line.row)),
  ];
}

/** Keys that can't be used now are dimmed, with the reason. */
function entryRows(model: Model, { shown, does, binding }: Entry, width: number): Row[] {
  const refusal = binding?.refusal?.(model);
  const text = refusal === undefined ? does : `${does}: ${refusal}`;
  return wrapped(text, width - KEY_WIDTH).map((line, index) => {
    const key = padEnd(index === 0 ? `  ${shown}` : "", KEY_WIDTH);
    return refusal === undefined ? row(span(key, "key"), line) : row(span(key + line, "faint"));
  });
}

function move({ view, ...model }: Model, help: Help, by: number): Outcome {
  const most = Math.max(0, entriesOf({ view, ...model }, help).length - 1);
  return shows(withDialog(view, { ...help, at: clamp(help.at + by, { min: 0, max: most }) }));
}

function type({ view }: Model, help: Help, input: Input): Outcome {
  const isAgain = input.type === "key" && input.name === "?" && help.text === "";
  if (isAgain) return shows(withDialog(view, help.from));
  const next = edited(help, input);
  return shows(next === undefined ? view : withDialog(view, { ...next, at: 0 }));
}

function close({ view }: Model, { from }: Help): Outcome {
  return shows(withDialog(view, from));
}

/** Keys of the panes work from here; those of a dialog need their dialog. */
function doChosen(model: Model, help: Help): Outcome {
  const chosen = entriesOf(model, help)[help.at]?.binding;
  if (chosen === undefined) return close(model, help);
  return use({ ...model, view: withDialog(model.view, undefined) }, chosen);
}
