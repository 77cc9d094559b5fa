import { render } from "ink";
import { App } from "./app.tsx";
import type { Look } from "./look.ts";
import type { Model } from "./model.ts";
import { type Stage, type StageOptions, sizeOf } from "./stage.ts";
import { createFrameSink } from "./terminal/frame-sink.ts";
import { createInkStdout } from "./terminal/ink-stdout.ts";
import type { Background } from "./text/theme.ts";

/** About ten frames a second: smooth enough to read, and kind to SSH. */
const FRAME_MS = 100;

interface FullStageOptions extends StageOptions {
  readonly look: (background: Background) => Look;
}

/** The panes, painted by Ink into a sink that sends what changed. */
export function openFullStage({ stdout, model, fail, look }: FullStageOptions): Stage {
  const sink = createFrameSink(stdout);
  const inkStdout = createInkStdout(sink, sizeOf(stdout));
  const frame = (shown: Model) => <App model={shown} look={look(shown.view.background)} />;
  // In its debug mode Ink hands over each frame whole, as often as it is asked to.
  const ink = render(frame(model), {
    stdout: inkStdout.stream,
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
    isScreenReaderEnabled: false,
  });
  ink.waitUntilExit().catch(fail);
  return {
    frameMs: FRAME_MS,
    show: (shown) => ink.rerender(frame(shown)),
    repaint: () => {
      inkStdout.resize(sizeOf(stdout));
      sink.forget();
    },
    send: sink.send,
    close: ink.unmount,
  };
}
