/** Round trips between two nodes, ms. */
export interface RoundTripFigures {
  readonly count: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

/** How far two nodes of a batch were from each other before, during and after it; null where nobody measured. */
export interface RoundTrips {
  readonly from: string;
  readonly to: string;
  readonly before: RoundTripFigures | null;
  readonly during: RoundTripFigures | null;
  readonly after: RoundTripFigures | null;
}
