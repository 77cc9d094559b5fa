/** A batch may run this many runs at the same time. */
export const JOBS_MAX = 1000;

/** So many runs may be added to a trial at once. */
export const MORE_RUNS_MAX = 1_000_000;

/** A batch may hold this many trials. */
export const TRIALS_MAX = 100_000;

/** Trials that one command may be for; an undo brings as many back. */
export const SEVERAL_MAX = 100;
