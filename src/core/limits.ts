/** A batch may run this many runs at the same time. */
export const JOBS_MAX = 1000;

/** The most runs that may be added to a trial at once. */
export const MORE_RUNS_MAX = 1_000_000;

/** A batch may hold this many trials. */
export const TRIALS_MAX = 100_000;

/** The most trials for one command, and for one undo. */
export const SEVERAL_MAX = 100;
