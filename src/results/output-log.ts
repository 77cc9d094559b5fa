import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { counted } from "../core/count-text.ts";
import type { OutputLine } from "../core/run/health.ts";
import { AppendFile } from "./append-file.ts";

export const OUTPUT_FILE = "output.log";

const SIZE_MAX = 1 << 30;
/** A slow disk must not fill the memory. */
const WAITING_MAX = 16 << 20;

/**
 * The output of the nodes, tagged with run and node. It never delays the batch: lines that can't be
 * written are counted and left out.
 */
export class OutputLog {
  readonly #file: AppendFile;
  #waiting = "";
  #leftOut = 0;
  #full = false;
  #working: Promise<void> | undefined;

  private constructor(file: AppendFile) {
    this.#file = file;
  }

  static async open(directory: string): Promise<OutputLog> {
    return new OutputLog(await AppendFile.open(join(directory, OUTPUT_FILE)));
  }

  write(lines: readonly OutputLine[]): void {
    if (this.#full) return;
    if (this.#waiting.length > WAITING_MAX) {
      this.#leftOut += lines.length;
      return;
    }
    if (this.#leftOut > 0)
      this.#waiting += `[paxy] ${counted(this.#leftOut, "line")} left out here\n`;
    this.#leftOut = 0;
    for (const line of lines) this.#waiting += `${tagged(line)}\n`;
    this.#working ??= this.#work();
  }

  /** Writes the waiting lines. */
  async close(): Promise<void> {
    await this.#working;
    await this.#file.close();
  }

  async #work(): Promise<void> {
    await nextTurn(); // The next run is started before this one's output is kept.
    while (this.#waiting !== "") {
      const text = this.#waiting;
      this.#waiting = "";
      const written = await this.#file.append(this.#withinSize(text));
      if (written.ok) continue;
      this.#leftOut += text.split("\n").length - 1;
      await this.#file.recover();
    }
    this.#working = undefined;
  }

  #withinSize(text: string): string {
    if (this.#file.length + text.length <= SIZE_MAX) return text;
    this.#full = true;
    return `[paxy] ${OUTPUT_FILE} has reached its size limit; later output is left out\n`;
  }
}

/** "[trial 3 run 7 paxy-pro] text"; without the run where a line belongs to none. */
function tagged({ node, trial, run, text }: OutputLine): string {
  const name = node.split("@")[0];
  return trial === 0 ? `[${name}] ${text}` : `[trial ${trial} run ${run} ${name}] ${text}`;
}
