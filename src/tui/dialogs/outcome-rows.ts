import { grouped } from "../../core/count-text.ts";
import type { Decision, RunRecord } from "../../core/run/run.ts";
import { verdictRow } from "../../core/run/verdicts.ts";
import { proposerNames } from "../../core/trial/roster.ts";
import { padEnd, padStart, tidy } from "../text/cells.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { type Row, row, type Span, span, spansWidth } from "../text/row.ts";
import { firstRows, wrapped, wrappedRows } from "../text/wrap.ts";
import { valueSpans } from "./value-spans.ts";

interface Outcome {
  readonly record: RunRecord;
  readonly numProposers: number;
  readonly glyphs: Glyphs;
  readonly width: number;
  readonly height: number;
  /** Proposers above the first that is shown. */
  readonly skipped: number;
  /** Of a violation, what went wrong; empty while that is not known. */
  readonly explained: readonly string[];
}

/**
 * The whole reason of a run's outcome, and each proposer: those that did not decide, then the
 * slowest first.
 */
export function outcomeRows({
  record,
  numProposers,
  glyphs,
  width,
  height,
  skipped,
  explained,
}: Outcome): Row[] {
  const { run, decisions, reason, verdict } = record;
  const decided = `${grouped(decisions.length)} of ${grouped(numProposers)} proposers decided`;
  const heading = row(span(`Run ${run}: ${decided}`, "muted"));
  const why = reason === "" ? [] : wrappedRows(tidy(reason), width, whyTone(verdict));
  const because = explained.flatMap((line) => wrappedRows(tidy(line), width, "plain"));
  const room = height - 1 - why.length - Math.min(PROPOSERS_LEAST, numProposers);
  const shown = room > 0 ? firstRows(because, { height: room, ellipsis: glyphs.ellipsis }) : [];
  const above = firstRows([heading, ...why, ...shown], {
    height: height - 1,
    ellipsis: glyphs.ellipsis,
  });
  const spans = proposerSpans({ record, numProposers, glyphs, width });
  const from = Math.min(skipped, Math.max(0, spans.length - 1));
  return [...above, ...inColumns(spans.slice(from), { width, height: height - above.length })];
}

/** A whole sentence in inverse colours would be too loud. */
const whyTone = (verdict: RunRecord["verdict"]) =>
  verdictRow(verdict).tone === "alarm" ? "warn" : verdictRow(verdict).tone;

interface Shared extends Space {
  readonly runs: readonly RunRecord[];
  readonly numProposers: number;
}

/**
 * Rows for what came of any of the runs, of those that the list of runs can
 * spare: at first its lower half, then what columns beside each other need. Where
 * there are violations and room, their explanations have rows.
 */
export function outcomeHeight({ runs, numProposers, width, height }: Shared): number {
  const why = runs.map(({ reason }) => (reason === "" ? 0 : wrapped(tidy(reason), width).length));
  const isExplained =
    height >= EXPLAINED_FROM && runs.some(({ verdict }) => verdict === "violation");
  const above = 1 + Math.max(0, ...why) + (isExplained ? EXPLAINED_ROWS : 0);
  const spare = height - Math.min(runs.length, Math.floor(height / 2)) - above;
  const entryWidth = 4 + longestOf(proposerNames(numProposers)) + wordsIn(width).width;
  const least = Math.ceil(numProposers / columnsIn(width, entryWidth));
  return above + Math.max(least, Math.min(numProposers, spare));
}

/** What an explanation usually takes, and the least room in which it has that. */
const EXPLAINED_ROWS = 4;
const EXPLAINED_FROM = 10;
/** Proposers for which an explanation leaves room. */
const PROPOSERS_LEAST = 3;

type Spans = readonly Span[];

function proposerSpans({
  record: { decisions },
  numProposers,
  glyphs,
  width,
}: Pick<Outcome, "record" | "numProposers" | "glyphs" | "width">): Spans[] {
  const decided = new Set(decisions.map(({ proposer }) => proposer));
  const names = proposerNames(numProposers);
  const undecided = names
    .filter((name) => !decided.has(name))
    .slice(0, Math.max(0, numProposers - decisions.length));
  const longest = longestOf([...undecided, ...decided]);
  const words = wordsIn(width);
  const slowestFirst = decisions.toSorted((one, other) => other.elapsedMs - one.elapsedMs);
  const values = new Map(slowestFirst.toReversed().map((each) => [each.value, each]));
  // Where values differ, one of each is seen before the rest.
  const firsts = slowestFirst.filter((each) => values.get(each.value) === each);
  const others = slowestFirst.filter((each) => values.get(each.value) !== each);
  return [
    ...undecided.map((name) => [
      span(`  ${padEnd(name, longest)}  `),
      span(padEnd("no decision", words.width), "warn"),
    ]),
    ...[...firsts, ...others].map((each) => [
      span(`  ${padEnd(each.proposer, longest)}  `),
      ...decisionSpans(each, { glyphs, words }),
    ]),
  ];
}

interface Words {
  readonly round: string;
  readonly after: string;
  /** The width of everything after the name. */
  readonly width: number;
}

const WIDE: Words = { round: "  round ", after: "  after ", width: 44 };
const NARROW: Words = { round: "  round ", after: "", width: 38 };

const wordsIn = (width: number): Words => (width < 64 ? NARROW : WIDE);

const longestOf = (names: readonly string[]): number =>
  names.reduce((most, name) => Math.max(most, name.length), 8);

const decisionSpans = (
  { value, round, elapsedMs }: Decision,
  { glyphs, words }: { readonly glyphs: Glyphs; readonly words: Words },
): Spans => [
  ...valueSpans(padEnd(value, 13), glyphs),
  span(words.round, "faint"),
  span(padStart(String(round), 4)),
  span(words.after, "faint"),
  span(padStart(String(elapsedMs), words === WIDE ? 6 : 8)),
  span(" ms", "faint"),
];

const GAP = 3;

interface Space {
  readonly width: number;
  readonly height: number;
}

const columnsIn = (width: number, entryWidth: number): number =>
  Math.max(1, Math.floor((width + GAP) / (entryWidth + GAP)));

/** One below the other, in as many columns as they need and fit; those that are left out are counted. */
function inColumns(entries: readonly Spans[], { width, height }: Space): Row[] {
  const entryWidth = Math.max(0, ...entries.map(spansWidth));
  const wanted = Math.max(1, Math.ceil(entries.length / height));
  const columns = Math.min(columnsIn(width, entryWidth), wanted);
  const isCut = entries.length > columns * height;
  const rows = isCut ? Math.max(0, height - 1) : Math.ceil(entries.length / columns);
  const lines = Array.from({ length: rows }, (_, line): Row => {
    const cells = Array.from({ length: columns }, (_, column) => entries[column * rows + line]);
    return row(...cells.flatMap((cell) => (cell ? [...padded(cell, entryWidth + GAP)] : [])));
  });
  const hidden = grouped(entries.length - columns * rows);
  return isCut ? [...lines, row(span(`  and ${hidden} more (right)`, "faint"))] : lines;
}

const padded = (spans: Spans, width: number): Spans => [
  ...spans,
  span(" ".repeat(Math.max(0, width - spansWidth(spans)))),
];
