import type { Member } from "./member.ts";

export const ASK_EVERY_MS = 500;
/** One of our nodes that is silent for this long is killed and restarted. */
export const SILENT_MS_MAX = 5000;

/** Only a stopped process (SIGSTOP, a debugger) takes longer between two looks at the clock. */
const SUSPENDED_MS_MIN = 3000;

export interface WatchOptions {
  readonly silentMsMax?: number | undefined;
  /** The time for which this process, and usually its nodes, was stopped. */
  readonly onSuspended: (ms: number) => void;
}

/** Asks nodes for their health and ends those that no longer answer. */
export class Watch {
  readonly #members: readonly Member[];
  readonly #silentMsMax: number;
  readonly #onSuspended: (ms: number) => void;
  #timer: NodeJS.Timeout | undefined;
  #ref = 0;
  #lookedAtMs = 0;

  constructor(members: readonly Member[], options: WatchOptions) {
    this.#members = members;
    this.#silentMsMax = options.silentMsMax ?? SILENT_MS_MAX;
    this.#onSuspended = options.onSuspended;
  }

  start(): void {
    this.#lookedAtMs = performance.now();
    this.#timer = setInterval(() => this.#tick(), ASK_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /**
   * Call it before a record of a node is used, because the record may come before the next tick.
   */
  look(): void {
    const now = performance.now();
    const sinceMs = now - this.#lookedAtMs;
    this.#lookedAtMs = now;
    if (sinceMs > 3 * ASK_EVERY_MS) for (const member of this.#members) member.forgiveSilence();
    if (sinceMs > SUSPENDED_MS_MIN) this.#onSuspended(sinceMs);
  }

  #tick(): void {
    this.look();
    this.#ref += 1;
    for (const member of this.#members) {
      if (member.silentForMs() > this.#silentMsMax) {
        member.kill(`did not answer for ${this.#silentMsMax / 1000} s and was killed`);
      } else {
        member.askHealth(this.#ref);
      }
    }
  }
}
