import type { WriteStream } from "node:tty";
import { render } from "ink";
import { App } from "./app.tsx";
import { createDetailRuns } from "./detail-runs.ts";
import { createEffects } from "./effects.ts";
import { createFrameClock } from "./frame-clock.ts";
import { createLook } from "./look.ts";
import { createModelSource } from "./model-source.ts";
import { press } from "./press.ts";
import type { ScreenEnd, ScreenOptions } from "./screen-options.ts";
import { createFrameSink } from "./terminal/frame-sink.ts";
import { createInkStdout } from "./terminal/ink-stdout.ts";
import type { Input } from "./terminal/input-parser.ts";
import { listenToKeyboard } from "./terminal/keyboard.ts";
import { listenToSignals } from "./terminal/signals.ts";
import { createTerminalModes } from "./terminal/terminal-modes.ts";

/**
 * Shows a batch on the terminal until the user leaves. Resolves with how it
 * ended, rejects when the screen itself failed; either way the terminal is as
 * it was before, and the engine was told nothing that the user did not ask for.
 */
export function openScreen(options: ScreenOptions): Promise<ScreenEnd> {
  return new Promise((resolve, reject) => {
    let screen: Screen | undefined;
    const ended =
      <Result,>(settle: (result: Result) => void) =>
      (result: Result): void => {
        screen?.close();
        settle(result);
      };
    try {
      screen = createScreen(options, { end: ended(resolve), fail: ended(reject) });
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
  close(): void;
}

function createScreen(options: ScreenOptions, { end, fail }: Endings): Screen {
  const { client, settings, environment = process.env } = options;
  const { stdin = process.stdin, stdout = process.stdout } = options;
  const modes = createTerminalModes({ stdin, stdout });
  const sink = createFrameSink(stdout);
  const inkStdout = createInkStdout(sink, sizeOf(stdout));
  const detailRuns = createDetailRuns(client, () => clock.request());
  const source = createModelSource(options, {
    environment,
    size: sizeOf(stdout),
    runs: detailRuns.of,
  });
  const look = createLook({ environment, ascii: options.ascii ?? false });

  const frame = () => {
    const model = source.settled();
    return <App model={model} look={look(model.view.background)} />;
  };
  const paint = (): void => {
    ink.rerender(frame());
    const { notice } = source.view;
    if (notice) clock.later(notice.untilMs - Date.now());
  };
  const repaint = (): void => {
    inkStdout.resize(sizeOf(stdout));
    source.resize(sizeOf(stdout));
    sink.forget();
    clock.now();
  };
  const guarded = <Arguments extends readonly unknown[]>(action: (...given: Arguments) => void) => {
    return (...given: Arguments): void => {
      try {
        action(...given);
      } catch (error) {
        fail(error);
      }
    };
  };
  const enter = (): void => {
    modes.enter();
    repaint();
  };

  modes.enter();
  const ink = render(frame(), {
    stdout: inkStdout.stream,
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  ink.waitUntilExit().catch(fail);
  const clock = createFrameClock(guarded(paint));
  const signals = listenToSignals({ end, leave: modes.leave, enter: guarded(enter) });
  const changed = clock.request;
  const { suspend } = signals;
  const carryOut = createEffects({
    client,
    settings,
    sink,
    source,
    environment,
    changed,
    end,
    suspend,
  });
  const take = (inputs: readonly Input[]): void => {
    for (const input of inputs) carryOut(press(source.model(), input));
    clock.now();
  };
  const hangUp = (): void => end("SIGHUP");
  const stops = [
    client.subscribe(clock.request),
    client.onOutput((lines) => {
      source.log.append(lines);
      clock.request();
    }),
    listenToKeyboard(stdin, guarded(take), hangUp),
    listenTo(stdout, "resize", guarded(repaint)),
    listenTo(stdout, "error", hangUp),
    signals.close,
    clock.stop,
  ];
  void client.closed.then((reason) => {
    if (reason === "") return end("closed");
    source.lose(reason);
    clock.request();
  });
  return {
    close: () => {
      for (const stop of stops.splice(0)) stop();
      ink.unmount();
      settings.flush();
      modes.leave();
    },
  };
}

const sizeOf = ({ columns, rows }: WriteStream): { columns: number; rows: number } => ({
  columns: columns || 80,
  rows: rows || 24,
});

function listenTo(
  stdout: WriteStream,
  event: "resize" | "error",
  listener: () => void,
): () => void {
  stdout.on(event, listener);
  return () => stdout.off(event, listener);
}
