import { render } from "ink";
import type { Model } from "./model.ts";
import { PlainScreen } from "./plain/plain-screen.tsx";
import type { Stage, StageOptions } from "./stage.ts";

/** A screen reader reads all that changed: more often would be noise. */
const FRAME_MS = 3000;

/** Sentences instead of panes, in Ink's screen-reader mode. */
export function openPlainStage({ stdout, model, fail }: StageOptions): Stage {
  const frame = (shown: Model) => <PlainScreen model={shown} />;
  const ink = render(frame(model), {
    stdout,
    exitOnCtrlC: false,
    patchConsole: false,
    isScreenReaderEnabled: true,
  });
  ink.waitUntilExit().catch(fail);
  return {
    frameMs: FRAME_MS,
    show: (shown) => ink.rerender(frame(shown)),
    repaint: () => {},
    send: (text) => {
      stdout.write(text);
    },
    close: ink.unmount,
  };
}
