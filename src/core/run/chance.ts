/** The share of violations among random futures that start after a number of events of a run. */
export interface Chance {
  readonly events: number;
  readonly share: number;
}

/** Draws after each step, if nobody says another number. */
export const DRAWS_USUAL = 200;

/** The row with the largest change from the one before it; undefined where nothing changes. */
export function largestJump(rows: readonly Chance[]): Chance | undefined {
  let found: Chance | undefined;
  let most = 0;
  rows.forEach((row, index) => {
    const change = Math.abs(row.share - (rows[index - 1]?.share ?? row.share));
    if (change > most) [most, found] = [change, row];
  });
  return found;
}
