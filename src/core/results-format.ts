/**
 * The format of the results that this program writes; manifest.json names it.
 * Every earlier one is read, with the meaning that it had:
 * 1  paxy 0.1.0
 * 2  what was added to a trial, a column or an event since: each says so with
 *    `since` in its own table (core/trial/parameters.ts, results/columns.ts)
 */
export const RESULTS_FORMAT = 2;

/**
 * The generation of draws and rules: which luck a seed gives, and what a run
 * does with it. A run of another generation cannot be made again, whatever the
 * format of its results. manifest.json names it apart from the format.
 * 1  paxy 0.1.0: draws in the order in which they are asked for, and a coin
 *    among the events of a ms in virtual time
 * 2  a message has luck of its own; events of a ms in the order of nodes
 */
export const GENERATION = 2;

/** Of results whose manifest does not name it: the number began with the second format. */
export const generationBefore = (format: number): number => Math.min(format, 2);
