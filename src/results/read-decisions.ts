import type { Decision, RunRecord } from "../core/run/run.ts";
import { records } from "./csv-lines.ts";

type Which = Pick<RunRecord, "trial" | "run" | "attempt">;

const keyOf = ({ trial, run, attempt }: Which): string => `${trial}/${run}/${attempt}`;

/**
 * Collects decisions from whole lines of decisions.csv, in pieces; of those
 * attempts whose key `trial/run/attempt` is wanted.
 */
export function decisionsOf(isWanted: (key: string) => boolean) {
  const byAttempt = new Map<string, Decision[]>();
  const take = (text: string): void => {
    for (const [trial, run, attempt, proposer, value, round, elapsedMs] of records(
      text,
      () => {},
    )) {
      const key = `${trial}/${run}/${attempt}`;
      if (!isWanted(key)) continue;
      const decisions = byAttempt.get(key) ?? [];
      if (decisions.length === 0) byAttempt.set(key, decisions);
      decisions.push({
        proposer: String(proposer),
        value: String(value),
        round: Number(round),
        elapsedMs: Number(elapsedMs),
      });
    }
  };
  /** Hands the decisions of an attempt out, once. */
  const of = (which: Which): readonly Decision[] => {
    const decisions = byAttempt.get(keyOf(which)) ?? [];
    byAttempt.delete(keyOf(which));
    return decisions;
  };
  return { take, of };
}
