/** Calls back after changes, at most once per turn of the event loop. */
export class Listeners {
  readonly #all = new Set<() => void>();
  #isNotifying = false;

  /** Returns how to stop. */
  add(listener: () => void): () => void {
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  }

  notify(): void {
    if (this.#isNotifying) return;
    this.#isNotifying = true;
    setImmediate(() => {
      this.#isNotifying = false;
      for (const listener of this.#all) listener();
    });
  }
}
