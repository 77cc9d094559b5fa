import { progressLine } from "../report/progress-line.ts";
import type { BatchClient } from "../service/client.ts";
import { statusLine } from "./status-line.ts";

const LINE_INTERVAL_MS = 10_000;
const UPDATE_INTERVAL_MS = 200;

/**
 * Shows the progress of a batch on standard error: one line that is updated on
 * a terminal, plain lines elsewhere. A pause is shown at once, with its reason.
 */
export function showProgress(client: BatchClient, stream: NodeJS.WriteStream): { end(): void } {
  const status = statusLine(stream);
  const write = (line: string): void => {
    if (stream.isTTY) status.update(line);
    else stream.write(`${line}\n`);
  };
  const timer = setInterval(
    () => write(progressLine(client.snapshot())),
    stream.isTTY ? UPDATE_INTERVAL_MS : LINE_INTERVAL_MS,
  );
  let paused = "";
  const unsubscribe = client.subscribe(() => {
    const { pausedBecause } = client.snapshot().queue;
    if (pausedBecause !== paused) write(progressLine(client.snapshot()));
    paused = pausedBecause;
  });
  return {
    end() {
      unsubscribe();
      clearInterval(timer);
      // A batch that never began has no progress.
      if (stream.isTTY || client.snapshot().totals.done > 0) {
        write(progressLine(client.snapshot()));
      }
      status.keep();
    },
  };
}
