import type { Member } from "./member.ts";

export const ASK_EVERY_MS = 500;
/** A node of ours that is silent for so long is killed and started again. */
export const SILENT_MS_MAX = 5000;

/** Asks nodes for their health and ends those that no longer answer. */
export class Watch {
  readonly #members: readonly Member[];
  readonly #silentMsMax: number;
  #timer: NodeJS.Timeout | undefined;
  #ref = 0;
  #askedAtMs = 0;

  constructor(members: readonly Member[], silentMsMax = SILENT_MS_MAX) {
    this.#members = members;
    this.#silentMsMax = silentMsMax;
  }

  start(): void {
    this.#askedAtMs = performance.now();
    this.#timer = setInterval(() => this.#tick(), ASK_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const now = performance.now();
    const suspended = now - this.#askedAtMs > 3 * ASK_EVERY_MS;
    this.#askedAtMs = now;
    this.#ref += 1;
    for (const member of this.#members) {
      if (suspended) member.forgiveSilence();
      if (member.silentForMs() > this.#silentMsMax) {
        member.kill(`did not answer for ${this.#silentMsMax / 1000} s and was killed`);
      } else {
        member.askHealth(this.#ref);
      }
    }
  }
}
