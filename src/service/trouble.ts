/** The current problems of several writers, as one sentence for people. */
export class Trouble {
  readonly #reasons = new Map<string, string>();
  readonly #onChange: (reason: string | undefined) => void;

  constructor(onChange: (reason: string | undefined) => void) {
    this.#onChange = onChange;
  }

  get reason(): string | undefined {
    return [...this.#reasons.values()][0];
  }

  set(writer: string, reason: string): void {
    this.#change(() => this.#reasons.set(writer, reason));
  }

  clear(writer: string): void {
    this.#change(() => this.#reasons.delete(writer));
  }

  #change(how: () => void): void {
    const before = this.reason;
    how();
    if (this.reason !== before) this.#onChange(this.reason);
  }
}
