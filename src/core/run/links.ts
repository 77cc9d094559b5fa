/** Round trips between two nodes, ms. */
export interface RoundTripFigures {
  readonly count: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

/** Round trips between two nodes of a batch before, during and after it; null if not measured. */
export interface RoundTrips {
  readonly from: string;
  readonly to: string;
  readonly before: RoundTripFigures | null;
  readonly during: RoundTripFigures | null;
  readonly after: RoundTripFigures | null;
}
