const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface Interruption {
  happened(): boolean;
  /** Stops listening; each batch of a command has an interruption of its own. */
  end(): void;
}

/**
 * The first signal asks for an orderly end. Further ones change nothing: the service is ending,
 * even if this process is killed.
 */
export function interruption(stop: () => unknown): Interruption {
  let happened = false;
  const interrupt = (): void => {
    if (happened) return;
    happened = true;
    stop();
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  return {
    happened: () => happened,
    end() {
      for (const signal of SIGNALS) process.off(signal, interrupt);
    },
  };
}
