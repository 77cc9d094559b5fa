import type { ReadStream, WriteStream } from "node:tty";
import type { ExploreQuestion, ShownExploration } from "../../core/run/explored.ts";
import { openRowsStage, sizeOf } from "../stage.ts";
import { copySequence } from "../terminal/clipboard.ts";
import { type Input, isTyped } from "../terminal/input-parser.ts";
import { listenToKeyboard } from "../terminal/keyboard.ts";
import { listenToSignals } from "../terminal/signals.ts";
import { createTerminalModes } from "../terminal/terminal-modes.ts";
import { createLooks } from "../text/looks.ts";
import type { Background } from "../text/theme.ts";
import { answered, begun, type Exploring, refused } from "./exploring.ts";
import { takeKey } from "./keys.ts";
import { exploreRows } from "./rows.ts";

interface ExplorerOptions extends Omit<ShownExploration, "end"> {
  readonly background: Background;
  readonly ascii: boolean;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly stdin?: ReadStream;
  readonly stdout?: WriteStream;
}

export type ExplorerEnd = "quit" | "SIGINT" | "SIGTERM" | "SIGHUP";

/** Shows a small system on the terminal, step by step, until the user leaves. Resolves with how it ended, and where. */
export function openExplorer(
  options: ExplorerOptions,
): Promise<{ readonly end: ExplorerEnd; readonly words: readonly string[] }> {
  const { environment = process.env, stdin = process.stdin, stdout = process.stdout } = options;
  return new Promise((resolve, reject) => {
    let state = begun(options.first);
    const modes = createTerminalModes({ stdin, stdout, screen: "own" });
    const look = createLooks({ environment, ascii: options.ascii })(options.background);
    const painted = () => {
      const size = sizeOf(stdout);
      return {
        rows: exploreRows(state, options.title, { ...size, glyphs: look.glyphs }),
        size,
        look,
      };
    };
    modes.enter();
    const stage = openRowsStage({ stdout, fail: reject });
    const show = (next: Exploring): void => {
      state = next;
      stage.show(painted());
    };
    const repaint = (): void => {
      stage.repaint();
      show(state);
    };
    const finish = (end: ExplorerEnd): void => {
      for (const stop of stops.splice(0)) stop();
      stage.close();
      modes.leave();
      resolve({ end, words: state.explored.words });
    };
    const ask = (question: ExploreQuestion): Promise<void> =>
      options.ask(question).then(
        (explored) => show(answered(state, explored)),
        (error: Error) => show(refused(state, error.message)),
      );
    // Keys that come while an answer is on its way wait for it, in their order.
    const waiting: Input[] = [];
    const work = async (inputs: readonly Input[]): Promise<void> => {
      waiting.push(...inputs);
      if (state.waiting) return;
      for (let input = waiting.shift(); input !== undefined; input = waiting.shift()) {
        const outcome = takeKey(state, input);
        show(outcome.exploring);
        if (outcome.copy !== undefined) copy(outcome.copy);
        if (outcome.suspend) signals.suspend();
        if (outcome.end) return finish("quit");
        if (outcome.ask !== undefined) await ask(outcome.ask);
      }
    };
    const copy = (words: readonly string[]): void => {
      stage.send(copySequence(options.command(words), environment));
      show({
        ...state,
        notice: "copied (if your terminal supports it); it is also printed at the end",
      });
    };
    const signals = listenToSignals({
      end: finish,
      leave: modes.leave,
      enter: () => {
        modes.enter();
        repaint();
      },
    });
    stdout.on("resize", repaint);
    const stops = [
      listenToKeyboard(
        stdin,
        (inputs) => void work(inputs.filter(isTyped)).catch(reject),
        () => finish("SIGHUP"),
      ),
      signals.close,
      () => stdout.off("resize", repaint),
    ];
    show(state);
  });
}
