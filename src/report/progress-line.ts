import { durationText } from "../core/duration-text.ts";
import type { BatchSettings, QueueState } from "../core/queue/state.ts";
import { VERDICTS, type Verdict } from "../core/run/verdicts.ts";
import { stopText } from "../core/statistics/stop-rule.ts";

/** The data of a progress line. */
export interface Progress {
  readonly queue: Pick<QueueState, "totals" | "status" | "pausedBecause"> & {
    readonly settings?: Pick<BatchSettings, "stop">;
  };
  readonly etaMs: number | null;
}

const BAR_WIDTH = 20;
const NAMED = VERDICTS.filter((verdict) => verdict !== "agreed");

/** "[#####...............]  25 %  125/500 runs  2 undecided  ETA 3 min 20 s", cut to the width. */
export function progressLine({ queue, etaMs }: Progress, width = Number.POSITIVE_INFINITY): string {
  const { runs, done, counts } = queue.totals;
  const share = runs === 0 ? 1 : done / runs;
  const filled = Math.floor(share * BAR_WIDTH);
  const isOpen = hasOpenEnd(queue);
  const bar = [
    `[${"#".repeat(filled)}${".".repeat(BAR_WIDTH - filled)}]`,
    `${String(Math.floor(share * 100)).padStart(3)} %`,
    `${done}/${runs} runs`,
  ];
  const parts = [
    ...(isOpen ? [`${done} runs`, stopText(queue.settings?.stop)] : bar),
    ...NAMED.filter((verdict) => counts[verdict] > 0).map((verdict) =>
      named(verdict, counts[verdict]),
    ),
    ...standing(queue, etaMs),
  ];
  const line = parts.join("  ");
  return line.length > width ? line.slice(0, width) : line;
}

/** The number of runs is unknown if a rule ends them. */
const hasOpenEnd = ({ settings, totals, status }: Progress["queue"]): boolean =>
  settings?.stop !== undefined && totals.done < totals.runs && status !== "stopped";

const named = (verdict: Verdict, n: number): string =>
  verdict === "violation" ? `${n} VIOLATION` : `${n} ${verdict}`;

function standing({ status, pausedBecause }: Progress["queue"], etaMs: number | null): string[] {
  if (status === "paused") return [pausedBecause === "" ? "paused" : `paused: ${pausedBecause}`];
  if (status === "stopping") return ["stopping"];
  if (status !== "running" || etaMs === null) return [];
  return [`ETA ${durationText(etaMs)}`];
}
