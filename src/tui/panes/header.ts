import { counted, grouped } from "../../core/count-text.ts";
import { durationText } from "../../core/duration-text.ts";
import { VERDICTS, type Verdict, verdictRow } from "../../core/run/verdicts.ts";
import { shellArgument } from "../../core/shell-argument.ts";
import type { Snapshot, Totals } from "../../service/client.ts";
import type { Model } from "../model/model.ts";
import { cut, widthOf } from "../text/cells.ts";
import { clockText, percent } from "../text/format.ts";
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

/** An estimate below a second says nothing. */
const ETA_MS_MIN = 1000;
/** Kept for an estimate, so that what is left out changes with few of them. */
const ETA_WIDTH_MIN = 8;
const NAME_WIDTH_MIN = 12;

/** The first rows of the screen: the batch, and how far it is, or what happened to its service. */
export const headerRows = (model: Model, space: Space): Row[] => [
  batchRow(model, space),
  model.lost === undefined
    ? progressRow(model.snapshot.totals, space)
    : lostRow(model.lost, model, space),
];

type Batch = Pick<Model, "snapshot"> & Partial<Pick<Model, "lost" | "readOnly">>;

/** The batch and its status, which is never cut, and at the right as much as there is room for. */
export function batchRow({ snapshot, lost, readOnly = "" }: Batch, { width, glyphs }: Space): Row {
  const { settings, status, pausedBecause } = snapshot.queue;
  const because = lost ? "" : snapshot.trouble || pausedBecause;
  const isReadOnly = readOnly !== "" && lost === undefined;
  const state = [
    span("   "),
    lost ? span(" connection lost ", "alarm") : span(status, STATUS_TONES[status]),
    ...(isReadOnly ? [span("  read-only", "warn")] : []),
    ...shardSpans(snapshot, width),
  ];
  const before = span(" paxy ", "accent");
  const least =
    spansWidth([before, ...state]) + 1 + Math.min(NAME_WIDTH_MIN, widthOf(settings.name));
  const { right, rightWidth } = figures(snapshot, width - least - 1, lost !== undefined);
  const nameRoom = width - 1 - rightWidth - spansWidth([before, ...state]) - 1;
  const name = cut(settings.name, Math.max(NAME_WIDTH_MIN, nameRoom), glyphs.ellipsis);
  const left = [before, span(` ${name}`, "strong"), ...state];
  return spread([...left, ...(because ? [span(`: ${because}`, "warn")] : [])], right, width);
}

/** Fewer columns have no room for the other shards. */
const SHARDS_COLUMNS = 100;

/** Which shard this is, and how far all are that write beside it. */
function shardSpans({ queue: { settings }, shards }: Snapshot, width: number): Span[] {
  const { shard } = settings;
  if (shard === undefined) return [];
  const own = span(`  shard ${shard.number}/${shard.of}`, "muted");
  if (shards === undefined || width < SHARDS_COLUMNS) return [own];
  const started = `${shards.started} of ${shard.of} started`;
  return [own, span(`, all: ${percent(shards.done, shards.runs)}, ${started}`, "muted")];
}

/** What happened, when, what is safe, and what to do. */
function lostRow(
  { atMs }: NonNullable<Model["lost"]>,
  { snapshot, program }: Model,
  { width, glyphs }: Space,
): Row {
  const { runs, done } = snapshot.totals;
  const time = clockText(atMs);
  const resume = `${program} resume ${shellArgument(snapshot.directory)}`;
  const saved = `${grouped(done)}/${grouped(runs)} runs saved.`;
  const texts = [
    `The batch's service died at ${time}. ${saved} Resume: ${resume}`,
    `Service died at ${time}. ${saved} Resume: ${resume}`,
    `Died at ${time}. Resume: ${resume}`,
    `Died at ${time}. ${saved} Leave with q to see how to resume.`,
  ];
  const text = texts.find((each) => widthOf(each) <= width - 2) ?? (texts.at(-1) as string);
  return row(" ", span(cut(text, width - 2, glyphs.ellipsis), "warn"));
}

/** From here on more jobs are worth a key. */
const LONG_MS = 60_000;
const HINTED_JOBS_MAX = 32;

/** Whether runs in real time mostly wait: then more of them at once take no processor from each other. */
function mayTakeMoreJobs({ queue, nodes, totals, etaMs }: Snapshot): boolean {
  const { jobs } = queue.settings;
  const waiting = totals.runs - totals.done - jobs;
  const isIdle = nodes.length > 0 && nodes.every(({ runQueue }) => runQueue === 0);
  const isLong = (etaMs ?? 0) > LONG_MS;
  return isIdle && isLong && waiting > jobs && jobs < HINTED_JOBS_MAX && queue.load.realTime > 0;
}

/** How far the batch is; what matters least goes first where the room is small. */
function figures(
  snapshot: Snapshot,
  room: number,
  isLost: boolean,
): { readonly right: readonly Span[]; readonly rightWidth: number } {
  const { queue, totals, etaMs } = snapshot;
  const { status, settings } = queue;
  // The number of runs is unknown if a rule ends them.
  const isOpen = settings.stop !== undefined && totals.done < totals.runs;
  const runs = isOpen ? "" : `/${grouped(totals.runs)}`;
  const jobs = [span("   jobs ", "faint"), span(`${settings.jobs} `)];
  const eta =
    etaMs === null || status !== "running" || isLost
      ? []
      : [span("   eta ", "faint"), span(durationText(Math.max(ETA_MS_MIN, etaMs)))];
  const done = span(grouped(totals.done));
  const hint = !isLost && mayTakeMoreJobs(snapshot) ? [span("(+ for more) ", "faint")] : [];
  const variants = [
    { right: [done, span(`${runs} runs`, "muted"), ...eta, ...jobs, ...hint], etas: 1 },
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

/** The bar, then each verdict that occurred; violations first, where the eye begins. No count is ever cut. */
export function progressRow({ counts, runs, done }: Totals, { width, glyphs }: Space): Row {
  const share = span(percent(done, runs).padStart(6), "muted");
  const withBar = [chips(counts, "   ", inWords), chips(counts, "  ", inShort)].find(
    (each) => spansWidth([share, ...each]) + BAR_WIDTH_MIN + 3 <= width,
  );
  if (withBar === undefined) return row(...verdictChips({ counts }));
  const room = width - spansWidth([share, ...withBar]) - 3;
  const bar = progressBar({ counts, runs, width: room, glyphs });
  return row(" ", ...bar, share, ...withBar);
}

/** Each verdict that occurred, as short as it can be said. */
export const verdictChips = ({ counts }: Pick<Totals, "counts">): Span[] =>
  chips(counts, "  ", tight);

const chips = (
  counts: Totals["counts"],
  gap: string,
  chipOf: (verdict: Verdict, count: number) => Span,
): Span[] =>
  VERDICTS.filter((verdict) => counts[verdict] > 0).flatMap((verdict) => [
    span(gap),
    chipOf(verdict, counts[verdict]),
  ]);

const inWords = (verdict: Verdict, count: number): Span =>
  verdict === "violation"
    ? chip(verdict, ` ${counted(count, "violation")} `)
    : chip(verdict, `${grouped(count)} ${verdict}`);

const inShort = (verdict: Verdict, count: number): Span =>
  chip(verdict, `${grouped(count)} ${verdictRow(verdict).short}`);

const tight = (verdict: Verdict, count: number): Span =>
  chip(verdict, `${count} ${verdictRow(verdict).short}`);

const chip = (verdict: Verdict, text: string): Span => span(text, verdictRow(verdict).tone);
