import type { Totals } from "../core/queue/state.ts";

export const EXIT = { ok: 0, violation: 1, notRun: 2, interrupted: 130 } as const;

/** The exit code of a batch: an undecided run is data, a failed one is not. */
export function exitCode({ counts }: Pick<Totals, "counts">, interrupted: boolean): number {
  if (interrupted) return EXIT.interrupted;
  if (counts.violation > 0) return EXIT.violation;
  if (counts.failed > 0) return EXIT.notRun;
  return EXIT.ok;
}
