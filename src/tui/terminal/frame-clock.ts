/** When data reaches the screen: at most every so often, and never more than the machine can bear. */
export interface FrameClock {
  /** Paints soon; calls until then are one. */
  request(): void;
  /** Paints now: a key waits for no tick. */
  now(): void;
  /** Paints after a while, for something that is to go away. */
  later(ms: number): void;
  stop(): void;
}

/**
 * An expensive frame (a huge screen, a slow machine) comes less often, so that painting takes at
 * most a fifth of the time.
 */
const COST_FACTOR = 5;
const PAUSE_MS_MAX = 500;

export function createFrameClock(frameMs: number, paint: () => void): FrameClock {
  let timer: NodeJS.Timeout | undefined;
  let laterTimer: NodeJS.Timeout | undefined;
  let paintedAtMs = Number.NEGATIVE_INFINITY;
  let costMs = 0;

  const now = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const startMs = performance.now();
    paint();
    paintedAtMs = performance.now();
    // One slow frame, such as the first, says little.
    costMs = (costMs + paintedAtMs - startMs) / 2;
  };
  return {
    now,
    request() {
      if (timer) return;
      const pauseMs = Math.max(frameMs, Math.min(PAUSE_MS_MAX, COST_FACTOR * costMs));
      const dueMs = Math.max(0, paintedAtMs + pauseMs - performance.now());
      timer = setTimeout(now, dueMs);
    },
    later(ms) {
      clearTimeout(laterTimer);
      laterTimer = setTimeout(now, Math.max(0, ms));
    },
    stop() {
      clearTimeout(timer);
      clearTimeout(laterTimer);
    },
  };
}
