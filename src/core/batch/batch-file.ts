import type { BatchSettings } from "../queue/state.ts";
import { DEFAULT_TRIAL } from "../trial/parameters.ts";
import type { Trial } from "../trial/trial.ts";

/**
 * A batch as a JSON batch file that makes its runs again: each trial with the fields that are not
 * the default, and samples as the plain trials that they became. Machines are not in it.
 */
export function batchFile(settings: BatchSettings, trials: readonly Trial[]): string {
  const { name, repeat, timeLimitMs, jobs, seed, attemptsMax, stop = {} } = settings;
  const { until, precision, forMs } = stop;
  const lines = Object.entries({
    ...{ name, repeat, timeLimit: timeLimitMs / 1000, jobs, seed, attempts: attemptsMax },
    ...{ until, precision, for: forMs === undefined ? undefined : `${forMs / 1000}s` },
    interleave: settings.interleave,
    draws: settings.shared && `shared: ${settings.shared.join(", ")}`,
  })
    .filter(([, value]) => value !== undefined)
    .map(([field, value]) => `"${field}": ${JSON.stringify(value)}`);
  const each = trials.map((trial) => `  ${JSON.stringify(ownFields(trial))}`);
  return `{\n${lines.join(",\n")},\n"trials": [\n${each.join(",\n")}\n]\n}`;
}

const ownFields = (trial: Trial): Partial<Trial> =>
  Object.fromEntries(
    Object.entries(trial).filter(
      ([field, value]) =>
        JSON.stringify(value) !== JSON.stringify(DEFAULT_TRIAL[field as keyof Trial]),
    ),
  );
