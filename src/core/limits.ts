/** A batch may run this many runs at the same time. */
export const JOBS_MAX = 1000;

/** A batch may hold this many trials. */
export const TRIALS_MAX = 100_000;
