import { counted } from "../../core/count-text.ts";
/** A point of a line, as sentences need it. */
export interface TrendPoint {
  readonly x: number;
  readonly line: string;
  readonly y: number;
  readonly low: number;
  readonly high: number;
  /** `724`, `>30000`, `5 %`. */
  readonly text: string;
}

/** The most lines that the sentence names. */
const LINES_TOLD = 3;

/** A sentence made from the points: the course of each line, and where two lines part. */
export function trendText(points: readonly TrendPoint[], name: string): string {
  const lines = [...new Set(points.map(({ line }) => line))].map((line) =>
    points.filter((each) => each.line === line),
  );
  const told = lines.slice(0, LINES_TOLD).map((line) => {
    const whose = line[0]?.line ? `${line[0].line}: ` : "";
    return `${whose}${lineText(line, name)}`;
  });
  const more = lines.length - told.length;
  return [
    `${told.join("; ")}${more > 0 ? `; and ${counted(more, "more line")}` : ""}.`,
    ...(lines.length === 2 ? [partingText(lines[0] ?? [], lines[1] ?? [], name)] : []),
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

/** A figure without an interval, such as a mean of messages, changes where it does by more than this. */
const CHANGE_MIN = 0.05;

const hasInterval = ({ low, high }: TrendPoint): boolean => low < high;

/** Intervals that have no value in common. */
function apart(one: TrendPoint, other: TrendPoint): boolean {
  if (hasInterval(one) || hasInterval(other)) return one.high < other.low || other.high < one.low;
  return Math.abs(one.y - other.y) > CHANGE_MIN * Math.max(one.y, other.y);
}

function lineText(line: readonly TrendPoint[], name: string): string {
  const [first] = line;
  const last = line.at(-1);
  if (first === undefined || last === undefined) return "no data";
  const top = line.reduce((most, each) => (each.y > most.y ? each : most));
  const bottom = line.reduce((least, each) => (each.y < least.y ? each : least));
  const at = ({ x, text }: TrendPoint): string => `${text} at ${name} ${x}`;
  if (apart(top, first) && apart(top, last) && top.y > first.y)
    return `from ${at(first)} up to ${at(top)}, then down to ${at(last)}`;
  if (apart(bottom, first) && apart(bottom, last) && bottom.y < first.y)
    return `from ${at(first)} down to ${at(bottom)}, then up to ${at(last)}`;
  if (!apart(first, last))
    return apart(top, bottom)
      ? `between ${at(bottom)} and ${at(top)}, without a trend`
      : `no change ${line.some(hasInterval) ? "that the intervals show" : "to speak of"}, ${at(first)} to ${at(last)}`;
  const flat = line.filter((each) => !apart(each, first));
  const end = flat.at(-1);
  const isFlat = end !== undefined && end !== first && flat.length === line.indexOf(end) + 1;
  const way = last.y > first.y ? "up" : "down";
  return isFlat && flat.length >= 3
    ? `about ${first.text} up to ${name} ${end.x}, then ${way} to ${at(last)}`
    : `${way} from ${at(first)} to ${at(last)}`;
}

/** The value from which two lines stay apart; empty if they never do. */
function partingText(
  one: readonly TrendPoint[],
  other: readonly TrendPoint[],
  name: string,
): string {
  const both = one.flatMap((each) => {
    const twin = other.find(({ x }) => x === each.x);
    return twin === undefined ? [] : [{ x: each.x, isApart: apart(each, twin) }];
  });
  if (both.length === 0) return "";
  const haveIntervals = [...one, ...other].some(hasInterval);
  const areApart = haveIntervals ? "are apart" : "differ by more than 5 %";
  if (both.every(({ isApart }) => isApart)) return `The two ${areApart} everywhere.`;
  const count = both.filter(({ isApart }) => isApart).length;
  if (count === 0)
    return haveIntervals
      ? "The intervals show no difference between the two."
      : "The two are alike within 5 %.";
  const joined = both.findLastIndex(({ isApart }) => !isApart);
  const from = both[joined + 1];
  return from !== undefined && count === both.length - joined - 1
    ? `From ${name} ${from.x} on the two ${areApart}.`
    : `The two ${areApart} at ${count} of ${both.length} values.`;
}
