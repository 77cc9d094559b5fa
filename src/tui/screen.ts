import type { WriteStream } from "node:tty";
import { createEffects } from "./input/effects.ts";
import { takeInput } from "./input/take-input.ts";
import { tellEnd } from "./model/end.ts";
import type { ScreenEnd, ScreenOptions } from "./model/options.ts";
import { createDetailRuns } from "./model/recent-runs.ts";
import { createShownTrace } from "./model/run-trace.ts";
import { createShownChance, noDraws } from "./model/shown-chance.ts";
import { createShownWitnesses, noCounts } from "./model/shown-witnesses.ts";
import { createModelSource } from "./model/source.ts";
import { openFullStage, openPlainStage, sizeOf } from "./stage.ts";
import { createFrameClock } from "./terminal/frame-clock.ts";
import { type Borrower, holdTerminal, type Listening } from "./terminal/hold.ts";
import type { TerminalInput } from "./terminal/input-parser.ts";
import { listenToKeyboard } from "./terminal/keyboard.ts";
import { listenToSignals } from "./terminal/signals.ts";
import { createTerminalModes } from "./terminal/terminal-modes.ts";
import { createTitle } from "./terminal/title.ts";
import { createLooks } from "./text/looks.ts";

/**
 * Shows a batch on the terminal until the user leaves. Resolves with how it
 * ended, rejects when the screen itself failed; either way the terminal is as
 * it was before, and the service was told nothing that the user did not ask for.
 */
export function openScreen(options: ScreenOptions): Promise<ScreenEnd> {
  return new Promise((resolve, reject) => {
    let screen: Screen | undefined;
    const ended =
      <Result>(settle: (result: Result) => void) =>
      (result: Result): void => {
        screen?.close();
        settle(result);
      };
    try {
      screen = createScreen(options, { end: ended(resolve), fail: ended(reject) });
      screen.start();
    } catch (error) {
      reject(error);
    }
  });
}

interface Endings {
  readonly end: (how: ScreenEnd) => void;
  readonly fail: (error: unknown) => void;
}

interface Screen {
  /** Shows the first frame; keys and signals count already. */
  start(): void;
  close(): void;
}

function createScreen(options: ScreenOptions, { end, fail }: Endings): Screen {
  const { client, settings, environment = process.env } = options;
  const { stdin = process.stdin, stdout = process.stdout } = options;
  const { screenReader = environment.INK_SCREEN_READER === "true" } = options;
  const modes = createTerminalModes({
    stdin,
    stdout,
    screen: screenReader ? "lines" : "own",
    mouse: options.mouse === true && !screenReader,
  });
  const detailRuns = createDetailRuns(client, () => clock.request());
  const shownTrace = createShownTrace(client, () => clock.request());
  const { witnesses: count = noCounts } = options;
  const shownWitnesses = createShownWitnesses(count, () => clock.request());
  const shownChance = createShownChance(options.chance ?? noDraws, () => clock.request());
  const look = createLooks({ environment, ascii: options.ascii ?? false });
  const source = createModelSource(options, {
    glyphs: look("dark").glyphs,
    environment,
    size: sizeOf(stdout),
    runs: detailRuns.of,
    trace: shownTrace.of,
    chance: shownChance.of,
    witnesses: shownWitnesses.of,
  });

  modes.enter();
  const stageOptions = { stdout, fail };
  const stage = screenReader
    ? openPlainStage(stageOptions)
    : openFullStage({ ...stageOptions, look });
  const guarded = guardedBy(fail);
  const clock = createFrameClock(
    stage.frameMs,
    guarded(() => {
      if (hold.isLent()) return;
      tellEnd(source, Date.now());
      stage.show(source.settled());
      if (!screenReader) title.show(source.model());
      const { notice } = source.view;
      if (notice) clock.later(notice.untilMs - Date.now());
    }),
  );
  const title = createTitle({ send: stage.send, preferences: () => settings.preferences });
  const repaint = guarded(() => {
    if (hold.isLent()) return;
    source.resize(sizeOf(stdout));
    stage.repaint();
    clock.now();
  });
  const lend = async (borrower: Borrower): Promise<void> => {
    const { background } = source.view;
    const ascii = options.ascii ?? false;
    // A frame that waits for a slow terminal must not be painted over the borrower's.
    stage.repaint();
    const left = await hold.lend(() => borrower({ stdin, stdout, environment, background, ascii }));
    if (left !== undefined && left.end !== "quit") end(left.end);
  };
  const carryOut = createEffects({
    client,
    settings,
    stage,
    source,
    environment,
    changed: clock.request,
    end,
    suspend: () => hold.suspend(),
    // The explorer is a screen of its own, without sentences for a screen reader.
    explore: screenReader ? undefined : options.explore,
    lend,
    save: options.save,
  });
  const take = guarded((inputs: readonly TerminalInput[]) => {
    for (const input of inputs) carryOut(takeInput(source.model(), input));
    clock.now();
  });
  const hangUp = (): void => end("SIGHUP");
  const listen = (): Listening => {
    const signals = listenToSignals({
      end,
      leave: modes.leave,
      enter: () => {
        modes.enter();
        repaint();
      },
    });
    const stopKeys = listenToKeyboard(stdin, take, hangUp);
    const close = (): void => {
      stopKeys();
      signals.close();
    };
    return { suspend: signals.suspend, close };
  };
  const hold = holdTerminal({ modes, listen, repaint });
  const stops = [
    client.subscribe(clock.request),
    client.onOutput((lines) => {
      source.log.append(lines);
      clock.request();
    }),
    listenTo(stdout, "resize", repaint),
    listenTo(stdout, "error", hangUp),
    hold.close,
    shownChance.close,
    clock.stop,
  ];
  void client.closed.then(async (reason) => {
    await hold.held();
    if (reason === "") return end("closed");
    source.lose(reason);
    clock.request();
  });
  return {
    start: clock.now,
    close: () => {
      for (const stop of stops.splice(0)) stop();
      title.close();
      stage.close();
      void settings.flush();
      modes.leave();
    },
  };
}

/** Whatever fails on the way from a key or a change to the screen ends the screen, and nothing else. */
const guardedBy =
  (fail: (error: unknown) => void) =>
  <Given extends readonly unknown[]>(action: (...given: Given) => void) =>
  (...given: Given): void => {
    try {
      action(...given);
    } catch (error) {
      fail(error);
    }
  };

function listenTo(
  stdout: WriteStream,
  event: "resize" | "error",
  listener: () => void,
): () => void {
  stdout.on(event, listener);
  return () => stdout.off(event, listener);
}
