import { say } from "../console/say.ts";
import { statusLine } from "../console/status-line.ts";
import { durationText } from "../core/duration-text.ts";
import { plain } from "../core/plain.ts";
import { type Graded, outcome } from "../report/grade/graded.ts";
import type { Submission } from "./submissions.ts";

/** Progress: one updated line on a terminal, elsewhere a line for each finished submission. */
export function gradeProgress(stream: NodeJS.WriteStream, count: number) {
  const status = statusLine(stream);
  const running = new Set<string>();
  let done = 0;
  const update = (): void => {
    const names = [...running].map((name) => plain(name)).join(", ");
    status.update(`${done} of ${count} graded${names === "" ? "" : `; now ${names}`}`);
  };
  return {
    begins({ name }: Submission): void {
      running.add(name);
      update();
    },
    done(row: Graded, kept: boolean): void {
      done += 1;
      running.delete(row.name);
      update();
      if (!stream.isTTY)
        say(
          `${done} of ${count}: ${plain(row.name)}: ${WORDS[outcome(row)]}, ${kept ? "from before" : durationText(row.elapsedMs)}`,
        );
    },
    end: status.clear,
  };
}

const WORDS = {
  held: "held",
  failed: "a property failed",
  "not run": "could not be compiled or run",
} as const;
