import { runJson } from "../report/json-lines.ts";
import { runFollower } from "../results/follow-runs.ts";

const READ_INTERVAL_MS = 200;

/** `--json`: a line on standard output for each run, from the files of the batch. */
export function followRuns(directory: string): { end(): Promise<void> } {
  const follower = runFollower(directory, (record) => process.stdout.write(`${runJson(record)}\n`));
  let reading: Promise<void> = Promise.resolve();
  const read = (): Promise<void> => {
    reading = reading.then(() => follower.read());
    return reading;
  };
  const timer = setInterval(() => void read().catch(() => {}), READ_INTERVAL_MS);
  return {
    async end() {
      clearInterval(timer);
      await read();
    },
  };
}
