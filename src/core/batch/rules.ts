import * as z from "zod";
import { type Problem, problem, show, textOf } from "../problem.ts";
import type { BatchSettings } from "../queue/state.ts";
import type { StopRule } from "../statistics/stop-rule.ts";
import { PARAMETERS } from "../trial/parameters.ts";

const DAYS_MAX = 14;
const DAY_MS = 86_400_000;
const PRECISION_MIN = 0.001;

const FIELD = z.enum(PARAMETERS.map(({ name }) => name) as [string]);

/** Rules of a batch as its manifest keeps them. */
export const KEPT_RULES = {
  stop: z
    .object({
      until: z.literal("violation").optional(),
      precision: z.number().min(PRECISION_MIN).max(1).optional(),
      forMs: z
        .number()
        .positive()
        .max(DAYS_MAX * DAY_MS)
        .optional(),
    })
    .optional(),
  interleave: z.boolean().optional(),
  shared: z.array(FIELD).optional(),
  sampled: z
    .object({ fields: z.array(FIELD), from: z.int().min(1), to: z.int().min(1) })
    .optional(),
};

/**
 * The fields of a batch file about when runs end, in which order they start, and which draws they
 * share.
 */
export const RULE_FIELDS = ["until", "precision", "for", "interleave", "draws"] as const;

type Rules = Pick<BatchSettings, "stop" | "interleave" | "shared">;

export interface RulesRead {
  readonly rules: Rules;
  readonly problems: readonly Problem[];
}

/** The most runs of a trial if a rule ends them and `repeat` is not given. */
const REPEAT_BY_RULE = 10_000;
const REPEAT_BY_TIME = 1_000_000;

/** The default of `repeat`; undefined without a rule. */
export const repeatOf = ({ stop }: Rules): number | undefined =>
  stop === undefined
    ? undefined
    : stop.until === undefined && stop.precision === undefined
      ? REPEAT_BY_TIME
      : REPEAT_BY_RULE;

/** Reads the rules of a batch from its file or the command line. */
export function readRules(data: Readonly<Record<string, unknown>>): RulesRead {
  const problems: Problem[] = [];
  const read = <T>(path: string, parse: (value: unknown) => T | undefined, must: string) => {
    const value = data[path];
    if (value === undefined) return undefined;
    const found = parse(value);
    if (found === undefined) problems.push(problem(path, `is ${show(value)}; it must be ${must}`));
    return found;
  };
  const until = read("until", (value) => (value === "violation" ? value : undefined), UNTIL);
  const precision = read("precision", shareOf, "a share of the median, such as 5% or 0.05");
  const forMs = read("for", durationOf, `a time up to ${DAYS_MAX} d, such as 8h, 30min or 90s`);
  const isInTurn = read("interleave", booleanOf, "true or false");
  const shared = read("draws", sharedOf, DRAWS);
  const stop: StopRule = {
    ...(until === undefined ? {} : { until }),
    ...(precision === undefined ? {} : { precision }),
    ...(forMs === undefined ? {} : { forMs }),
  };
  // Without turns, the first trial would take all the time.
  const interleave = isInTurn ?? (forMs !== undefined || undefined);
  return {
    problems,
    rules: {
      ...(Object.keys(stop).length === 0 ? {} : { stop }),
      ...(interleave ? { interleave } : {}),
      ...(shared === undefined ? {} : { shared }),
    },
  };
}

const UNTIL = '"violation", which ends a trial with its first violation';
const DRAWS =
  '"shared", which gives trials that differ in version alone the same luck, or "shared:" and the fields in which they may differ, such as "shared: moduleVersion, propBackoff"';

const booleanOf = (value: unknown): boolean | undefined =>
  typeof value === "boolean" ? value : undefined;

/** `5%`, `"0.05"` or 0.05; undefined for anything else. */
function shareOf(value: unknown): number | undefined {
  const [, number, percent] = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(textOf(value)) ?? [];
  const share = Number(number) / (percent ? 100 : 1);
  return share >= PRECISION_MIN && share <= 1 ? share : undefined;
}

const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  min: 60_000,
  m: 60_000,
  h: 3_600_000,
  d: DAY_MS,
};

/** ms of `8h`, `30min` or `90s`. */
function durationOf(value: unknown): number | undefined {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)\s*(s|min|m|h|d)$/.exec(textOf(value)) ?? [];
  const ms = Math.round(Number(number) * (UNITS[unit] ?? Number.NaN));
  return ms > 0 && ms <= DAYS_MAX * DAY_MS ? ms : undefined;
}

/** The fields in which trials with shared draws may differ. */
function sharedOf(value: unknown): readonly string[] | undefined {
  const [, list] = /^shared(?:\s*:\s*(.+))?$/.exec(textOf(value)) ?? [null];
  if (!/^shared/.test(textOf(value))) return undefined;
  const names = (list ?? "moduleVersion").split(/[\s,]+/).filter((name) => name !== "");
  const known = names.every((name) => PARAMETERS.some((each) => each.name === name));
  return known && names.length > 0 ? names : undefined;
}
