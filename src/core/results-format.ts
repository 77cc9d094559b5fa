/**
 * The format of the results that this program writes; manifest.json names it.
 * Every earlier one is read, with the meaning that it had:
 * 1  paxy 0.1.0
 * 2  what was added to a trial, a column or an event since: each says so with
 *    `since` in its own table (core/trial/parameters.ts, results/columns.ts)
 */
export const RESULTS_FORMAT = 2;
