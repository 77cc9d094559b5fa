import { quantile } from "simple-statistics";
import type { RoundTripFigures } from "../../core/run/links.ts";

const KEPT_MAX = 2000;

/** Round trips of one link: of many, a uniform choice is kept (Vitter, "Random Sampling with a Reservoir", algorithm R). */
export class Sample {
  readonly #kept: number[] = [];
  #count = 0;
  #max = 0;

  add(ms: number): void {
    this.#count += 1;
    this.#max = Math.max(this.#max, ms);
    if (this.#kept.length < KEPT_MAX) this.#kept.push(ms);
    else {
      const place = Math.floor(Math.random() * this.#count);
      if (place < KEPT_MAX) this.#kept[place] = ms;
    }
  }

  told(): RoundTripFigures | null {
    if (this.#count === 0) return null;
    const at = (share: number): number => rounded(quantile(this.#kept, share));
    return { count: this.#count, medianMs: at(0.5), p95Ms: at(0.95), maxMs: rounded(this.#max) };
  }
}

const rounded = (ms: number): number => Math.round(ms * 1000) / 1000;
