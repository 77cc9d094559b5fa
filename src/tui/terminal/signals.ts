interface SignalHandlers {
  readonly end: (signal: "SIGINT" | "SIGTERM" | "SIGHUP") => void;
  /** The terminal is given back before the program stops, and taken again after. */
  readonly leave: () => void;
  readonly enter: () => void;
}

export interface Signals {
  /** Stops the whole job, as Ctrl-Z does where it is not a key. */
  suspend(): void;
  /** Listens no longer. */
  close(): void;
}

const ENDS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Signals while the screen is open. */
export function listenToSignals({ end, leave, enter }: SignalHandlers): Signals {
  /**
   * With no handler the signal does what the system says: it stops a job of a
   * shell, and nothing where nobody could continue it (an orphaned process
   * group, such as a program that tmux started itself).
   */
  const stop = (process0: number): void => {
    leave();
    process.off("SIGTSTP", stopSelf);
    process.kill(process0, "SIGTSTP");
    // Here again after the continue, or at once where the system did not stop anything.
    setImmediate(() => {
      process.on("SIGTSTP", stopSelf);
      enter();
    });
  };
  const stopSelf = (): void => stop(process.pid);
  for (const signal of ENDS) process.on(signal, end as NodeJS.SignalsListener);
  process.on("SIGTSTP", stopSelf);
  process.on("SIGCONT", enter);
  return {
    // Process 0 is the own group: npm and the shell script above this program stop with it.
    suspend: () => stop(0),
    close: () => {
      for (const signal of ENDS) process.off(signal, end as NodeJS.SignalsListener);
      process.off("SIGTSTP", stopSelf);
      process.off("SIGCONT", enter);
    },
  };
}
