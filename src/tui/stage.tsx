import type { WriteStream } from "node:tty";
import { render, Text, Transform } from "ink";
import type { ReactElement } from "react";
import type { Model } from "./model/model.ts";
import { screenRows } from "./panes/screen-rows.ts";
import { spokenLines } from "./panes/spoken-lines.ts";
import { createFrameSink } from "./terminal/frame-sink.ts";
import { createInkStdout } from "./terminal/ink-stdout.ts";
import type { Look } from "./text/looks.ts";
import { cutRow, type Row } from "./text/row.ts";
import type { Background } from "./text/theme.ts";

/**
 * The one file that knows Ink: it shows models as a screen, or as plain lines for a screen reader.
 */
export interface Stage {
  /** The shortest time between frames for data; keys are shown at once. */
  readonly frameMs: number;
  show(model: Model): void;
  /** The terminal has another size now, or was used by somebody else: everything is painted again. */
  repaint(): void;
  /** Sends text that is not a frame, such as a clipboard sequence. */
  send(text: string): void;
  close(): void;
}

interface StageOptions {
  readonly stdout: WriteStream;
  /** The first frame. */
  readonly model: Model;
  /** A component failed. */
  readonly fail: (error: unknown) => void;
}

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** Of a terminal that does not say, the usual. */
export const sizeOf = ({ columns, rows }: Partial<TerminalSize>): TerminalSize => ({
  columns: columns || 80,
  rows: rows || 24,
});

/** About ten frames a second: smooth enough to read, and kind to SSH. */
const FRAME_MS = 100;

interface FullStageOptions extends StageOptions {
  readonly look: (background: Background) => Look;
}

/** The panes, painted by Ink into a sink that sends what changed. */
export function openFullStage({ stdout, model, fail, look }: FullStageOptions): Stage {
  const painted = (shown: Model): Painted => {
    const { view } = shown;
    const { columns, rows, background } = view;
    const theLook = look(background);
    return { rows: screenRows(shown, theLook.glyphs), size: { columns, rows }, look: theLook };
  };
  const stage = openRowsStage({ stdout, first: painted(model), fail });
  return { ...stage, show: (shown) => stage.show(painted(shown)) };
}

interface RowsStageOptions extends Pick<StageOptions, "stdout" | "fail"> {
  readonly first: Painted;
}

interface RowsStage extends Omit<Stage, "show"> {
  show(painted: Painted): void;
}

/** Rows of any screen, painted the same way. */
export function openRowsStage({ stdout, first, fail }: RowsStageOptions): RowsStage {
  const sink = createFrameSink(stdout);
  const inkStdout = createInkStdout(sink, sizeOf(stdout));
  // In its debug mode Ink hands over each frame whole, as often as it is asked to. In its mode for
  // screen readers it hands over the text of the rows as it is; otherwise it would cut it into
  // cells and join them again, and the sink does that for the rows that changed.
  const ink = render(<Frame {...first} />, {
    stdout: inkStdout.stream,
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
    isScreenReaderEnabled: true,
  });
  ink.waitUntilExit().catch(fail);
  return {
    frameMs: FRAME_MS,
    show: (painted) => ink.rerender(<Frame {...painted} />),
    repaint: () => {
      inkStdout.resize(sizeOf(stdout));
      sink.forget();
    },
    send: sink.send,
    close: () => {
      sink.close();
      ink.unmount();
    },
  };
}

interface Painted {
  readonly rows: readonly Row[];
  readonly size: TerminalSize;
  readonly look: Look;
}

/**
 * The rows of the whole screen. The text that Ink lays out is a constant: Ink
 * remembers every text that it ever measured, which for figures that change
 * all day is a leak. The rows are put in its place afterwards.
 */
function Frame({ rows, size, look: { paint } }: Painted): ReactElement {
  const { columns, rows: height } = size;
  const show = (): string =>
    Array.from({ length: height }, (_, index) => {
      const line = rows[index];
      return line === undefined ? "" : paint(cutRow(line, columns), columns);
    }).join("\n");
  return (
    <Text>
      <Transform transform={show}>.</Transform>
    </Text>
  );
}

/** A screen reader reads all that changed: more often would be noise. */
const SPOKEN_MS = 3000;

/** Sentences instead of panes, in Ink's screen-reader mode. */
export function openPlainStage({ stdout, model, fail }: StageOptions): Stage {
  const frame = (shown: Model) => <Text>{spokenLines(shown).join("\n")}</Text>;
  const ink = render(frame(model), {
    stdout,
    exitOnCtrlC: false,
    patchConsole: false,
    isScreenReaderEnabled: true,
  });
  ink.waitUntilExit().catch(fail);
  return {
    frameMs: SPOKEN_MS,
    show: (shown) => ink.rerender(frame(shown)),
    repaint: () => {},
    send: (text) => {
      stdout.write(text);
    },
    close: ink.unmount,
  };
}
