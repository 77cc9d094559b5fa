import { FACTS } from "../facts.ts";

/** How a verdict is shown, counted and written. */
interface VerdictRow {
  /** For columns too narrow for the word. */
  readonly short: string;
  /** Its tone on the screen. */
  readonly tone: "alarm" | "failed" | "faint" | "warn" | "good";
  /** Whether statistics use its runs. */
  readonly isData: boolean;
  /** Whether a disturbed machine spoils its figures; a violation counts on any machine. */
  readonly isMeasured: boolean;
  /** Its place in reports and in summary.csv; the hoped-for verdict comes first. */
  readonly place: number;
  /** Whether a report has its column even if no run has it. */
  readonly always: boolean;
}

const TABLE = {
  violation: {
    ...{ short: "vio", tone: "alarm", isData: true, isMeasured: false, place: 3, always: true },
  },
  failed: {
    ...{ short: "fail", tone: "failed", isData: false, isMeasured: false, place: 4, always: false },
  },
  cancelled: {
    ...{ short: "canc", tone: "faint", isData: false, isMeasured: false, place: 5, always: false },
  },
  undecided: {
    ...{ short: "und", tone: "warn", isData: true, isMeasured: true, place: 2, always: true },
  },
  agreed: {
    ...{ short: "agr", tone: "good", isData: true, isMeasured: true, place: 1, always: true },
  },
} as const satisfies Record<(typeof FACTS.verdicts)[number], VerdictRow>;

export type Verdict = keyof typeof TABLE;

/** In order of precedence: where two apply, the one named first (erlang/world/paxy_judge.erl). */
export const VERDICTS: readonly Verdict[] = FACTS.verdicts;

export const verdictRow = (verdict: Verdict): VerdictRow => TABLE[verdict];

export const isVerdict = (value: unknown): value is Verdict =>
  typeof value === "string" && Object.hasOwn(TABLE, value);

/** In the order of reports and of summary.csv. */
export const REPORTED_VERDICTS = VERDICTS.toSorted((a, b) => TABLE[a].place - TABLE[b].place);

export const isData = (verdict: Verdict): boolean => TABLE[verdict].isData;

/** How many of each verdict. */
export type Counts = Readonly<Record<Verdict, number>>;

export const NO_COUNTS = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Counts;

/** `by` more of one verdict. */
export const counted = (counts: Counts, verdict: Verdict, by = 1): Counts => ({
  ...counts,
  [verdict]: counts[verdict] + by,
});

export const total = (counts: Counts): number =>
  VERDICTS.reduce((sum, verdict) => sum + counts[verdict], 0);

/** Runs that were judged: those that are data. */
export const judgedRuns = ({ agreed, undecided, violation }: Counts): number =>
  agreed + undecided + violation;
