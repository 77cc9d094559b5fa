import { durationText } from "../../core/duration-text.ts";
import { VERDICTS, type Verdict, verdictRow } from "../../core/run/verdicts.ts";
import type { Snapshot, Totals } from "../../service/client.ts";
import type { Model } from "../model/model.ts";
import { cut, widthOf } from "../text/cells.ts";
import { counted, grouped, percent } from "../text/format.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { type Row, row, type Span, span, spansWidth, spread, type Tone } from "../text/row.ts";
import { progressBar } from "./progress-bar.ts";

interface Space {
  readonly width: number;
  readonly glyphs: Glyphs;
}

const STATUS_TONES: Readonly<Record<Snapshot["queue"]["status"], Tone>> = {
  running: "good",
  paused: "warn",
  finished: "accent",
  stopping: "warn",
  stopped: "warn",
};

/** Less than a second is no estimate. */
const ETA_MS_MIN = 1000;
/** Kept for an estimate, so that what is left out changes with few of them. */
const ETA_WIDTH_MIN = 8;
const NAME_WIDTH_MIN = 12;

/** The first rows of the screen: the batch, and how far it is. */
export const headerRows = ({ snapshot }: Model, space: Space): Row[] => [
  batchRow(snapshot, space),
  progressRow(snapshot.totals, space),
];

/** The batch and its status, which is never cut, and at the right as much as there is room for. */
export function batchRow(snapshot: Snapshot, { width, glyphs }: Space): Row {
  const { settings, status, pausedBecause } = snapshot.queue;
  const because = snapshot.trouble || pausedBecause;
  const state = [span("   "), span(status, STATUS_TONES[status])];
  const before = span(" paxy ", "accent");
  const least =
    spansWidth([before, ...state]) + 1 + Math.min(NAME_WIDTH_MIN, widthOf(settings.name));
  const { right, rightWidth } = figures(snapshot, width - least - 1);
  const nameRoom = width - 1 - rightWidth - spansWidth([before, ...state]) - 1;
  const name = cut(settings.name, Math.max(NAME_WIDTH_MIN, nameRoom), glyphs.ellipsis);
  const left = [before, span(` ${name}`, "strong"), ...state];
  return spread([...left, ...(because ? [span(`: ${because}`, "warn")] : [])], right, width);
}

/** How far the batch is; what matters least goes first where the room is small. */
function figures(
  { queue: { status, settings }, totals, etaMs }: Snapshot,
  room: number,
): { readonly right: readonly Span[]; readonly rightWidth: number } {
  const runs = `/${grouped(totals.runs)}`;
  const jobs = [span("   jobs ", "faint"), span(`${settings.jobs} `)];
  const eta =
    etaMs === null || status !== "running"
      ? []
      : [span("   eta ", "faint"), span(durationText(Math.max(ETA_MS_MIN, etaMs)))];
  const done = span(grouped(totals.done));
  const variants = [
    { right: [done, span(`${runs} runs`, "muted"), ...eta, ...jobs], etas: 1 },
    { right: [done, span(runs, "muted"), ...eta, ...jobs], etas: 1 },
    { right: [done, span(runs, "muted"), ...eta, span(" ")], etas: 1 },
    { right: [done, span(runs, "muted"), span(" ")], etas: 0 },
  ].map(({ right, etas }) => {
    const growth = widthOf(grouped(totals.runs)) - widthOf(done.text);
    const etaWidth = Math.max(0, "   eta ".length + ETA_WIDTH_MIN - spansWidth(eta));
    return { right, rightWidth: spansWidth(right) + growth + etas * etaWidth };
  });
  const last = variants.at(-1) as (typeof variants)[number];
  return variants.find(({ rightWidth }) => rightWidth <= room) ?? last;
}

const BAR_WIDTH_MIN = 10;
const BAR_WIDTH_MAX = 60;

/** The bar, then each verdict that occurred; violations first, where the eye begins. No count is ever cut. */
export function progressRow({ counts, runs, done }: Totals, { width, glyphs }: Space): Row {
  const share = span(percent(done, runs).padStart(6), "muted");
  const chips = (gap: string, chip: (verdict: Verdict, count: number) => Span): Span[] =>
    VERDICTS.filter((verdict) => counts[verdict] > 0).flatMap((verdict) => [
      span(gap),
      chip(verdict, counts[verdict]),
    ]);
  const withBar = [chips("   ", inWords), chips("  ", inShort)].find(
    (each) => spansWidth([share, ...each]) + BAR_WIDTH_MIN + 3 <= width,
  );
  if (withBar === undefined) return row(...chips("  ", tight));
  const room = Math.min(BAR_WIDTH_MAX, width - spansWidth([share, ...withBar]) - 3);
  const bar = progressBar({ counts, runs, width: room, glyphs });
  return row(" ", ...bar, share, ...withBar);
}

const inWords = (verdict: Verdict, count: number): Span =>
  verdict === "violation"
    ? chip(verdict, ` ${counted(count, "violation")} `)
    : chip(verdict, `${grouped(count)} ${verdict}`);

const inShort = (verdict: Verdict, count: number): Span =>
  chip(verdict, `${grouped(count)} ${verdictRow(verdict).short}`);

const tight = (verdict: Verdict, count: number): Span =>
  chip(verdict, `${count} ${verdictRow(verdict).short}`);

const chip = (verdict: Verdict, text: string): Span => span(text, verdictRow(verdict).tone);
