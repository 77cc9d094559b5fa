import type { OutputLine } from "../core/run/health.ts";
import { sanitise } from "./sanitise.ts";

/** Lines are handed over together, after this time at the latest or at this number. */
const WAIT_MS_MAX = 20;
const LINES_MAX = 1000;

/** Collects output, so that 10,000 lines a second are not 10,000 calls. */
export class OutputBatch {
  readonly #deliver: (lines: readonly OutputLine[]) => void;
  #lines: OutputLine[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(deliver: (lines: readonly OutputLine[]) => void) {
    this.#deliver = deliver;
  }

  /** `from` is 0/0 where the line belongs to no run. Text is sanitised here. */
  add(node: string, from: { readonly trial: number; readonly run: number }, text: string): void {
    const { trial, run } = from;
    this.#lines.push({ atMs: Date.now(), node, trial, run, text: sanitise(text) });
    if (this.#lines.length >= LINES_MAX) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), WAIT_MS_MAX);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lines = this.#lines;
    if (lines.length === 0) return;
    this.#lines = [];
    this.#deliver(lines);
  }
}
