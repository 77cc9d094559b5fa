import type { OutputLine } from "../core/run/health.ts";

/** The recent past of the nodes' output: the last `limit` lines, the oldest forgotten first. */
export class OutputRing {
  readonly #lines: OutputLine[] = [];
  readonly #limit: number;
  #next = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(lines: readonly OutputLine[]): void {
    for (const line of lines) {
      this.#lines[this.#next % this.#limit] = line;
      this.#next++;
    }
  }

  /** The lines from number `from` on that are still kept, at most `most`, oldest first; and the number after them. */
  since(from: number, most = this.#limit): { lines: readonly OutputLine[]; next: number } {
    const first = Math.max(from, this.#next - this.#lines.length);
    const next = Math.min(this.#next, first + most);
    const lines: OutputLine[] = [];
    for (let i = first; i < next; i++) lines.push(this.#lines[i % this.#limit] as OutputLine);
    return { lines, next };
  }
}
