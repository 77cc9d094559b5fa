const PAUSE_MS_MIN = 100;
const PAUSE_MS_MAX = 10_000;

/** How long to wait before a node is started again: longer each time, until something succeeded. */
export class RestartPause {
  #nextMs = PAUSE_MS_MIN;

  next(): number {
    const now = this.#nextMs;
    this.#nextMs = Math.min(2 * now, PAUSE_MS_MAX);
    return now;
  }

  /** A run has finished. */
  succeeded(): void {
    this.#nextMs = PAUSE_MS_MIN;
  }
}
