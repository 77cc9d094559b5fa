const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * The first signal asks for an orderly end, and more of them change nothing:
 * the service is on its way out, and ends even when this process is killed.
 */
export function interruption(stop: () => unknown): { happened(): boolean } {
  let happened = false;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (happened) return;
      happened = true;
      stop();
    });
  }
  return { happened: () => happened };
}
