/** How many runs of a trial reached each event of interest. */
export interface EventCounts {
  readonly trial: number;
  /** The judged runs, which were looked at. */
  readonly runs: number;
  readonly counts: Readonly<Record<string, number>>;
}
