import { counted, grouped } from "../core/count-text.ts";
import { findings } from "../core/queue/findings.ts";
import type { Snapshot } from "../service/client.ts";
import { commandText } from "./command-text.ts";
import { pathHere, shownPath } from "./shown-path.ts";

/** How a screen on a batch ended. */
export interface AfterScreen {
  readonly snapshot: Snapshot;
  /** `left`: the batch keeps running. `lost`: its service died. `elsewhere`: another terminal stopped it. `shown`: nothing ran. */
  readonly how: "left" | "lost" | "elsewhere" | "stopped" | "finished" | "shown";
}

/** The lines printed after the screen closes, with commands that can be pasted. */
export function afterScreen({ snapshot, how }: AfterScreen): string[] {
  const { name } = snapshot.queue.settings;
  const { runs, done } = snapshot.totals;
  const directory = pathHere(snapshot.directory);
  const batch = `Batch "${name}"`;
  const progress = `${done} of ${counted(runs, "run")} done`;
  const results = `Results: ${shownPath(snapshot.directory)}`;
  const resume = `Run the rest: ${commandText("resume", directory)}`;
  switch (how) {
    case "left":
      return [
        `${batch} keeps running (${progress}).`,
        `Reopen: ${commandText("attach", name)}`,
        `Stop: ${commandText("stop", name)}`,
      ];
    case "lost":
      return [`${batch}: its service died; ${progress}, and saved.`, results, resume];
    // How far it got and how to run the rest is said after this, as after any batch that was stopped.
    case "elsewhere":
      return [`Another terminal stopped batch "${name}".`, results];
    case "stopped":
      return [results];
    case "shown":
    case "finished": {
      return [
        `${batch}: ${done === runs ? `all runs are done (${grouped(runs)})` : progress}.`,
        ...findings(snapshot.queue),
        results,
        `Table: ${commandText("report", directory)}`,
        `Reopen: ${commandText(directory)}`,
      ];
    }
  }
}
