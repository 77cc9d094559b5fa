import type { WriteStream } from "node:tty";
import type { Shown } from "./ink.tsx";
import type { Model } from "./model/model.ts";
import { screenRows } from "./panes/screen-rows.ts";
import { spokenLines } from "./panes/spoken-lines.ts";
import { createFrameSink } from "./terminal/frame-sink.ts";
import type { Size } from "./terminal/ink-stdout.ts";
import type { Look } from "./text/looks.ts";
import { cutRow, type Row } from "./text/row.ts";
import type { Background } from "./text/theme.ts";

/** Shows models as a screen, or as plain lines for a screen reader. */
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
  /** Ink, or a component of its, failed. */
  readonly fail: (error: unknown) => void;
}

/** Of a terminal that does not say, the usual. */
export const sizeOf = ({ columns, rows }: Partial<Size>): Size => ({
  columns: columns || 80,
  rows: rows || 24,
});

/** About ten frames a second: smooth enough to read, and kind to SSH. */
const FRAME_MS = 100;

interface FullStageOptions extends StageOptions {
  readonly look: (background: Background) => Look;
}

/** The panes as rows. */
export function openFullStage({ stdout, fail, look }: FullStageOptions): Stage {
  const painted = (shown: Model): Painted => {
    const { view } = shown;
    const { columns, rows, background } = view;
    const theLook = look(background);
    return { rows: screenRows(shown, theLook.glyphs), size: { columns, rows }, look: theLook };
  };
  const stage = openRowsStage({ stdout, fail });
  return { ...stage, show: (shown) => stage.show(painted(shown)) };
}

interface RowsStage extends Omit<Stage, "show"> {
  show(painted: Painted): void;
}

interface Painted {
  readonly rows: readonly Row[];
  readonly size: Size;
  readonly look: Look;
}

/** Rows of any screen. The first ones go to the sink as they are: people need not wait for Ink. */
export function openRowsStage({ stdout, fail }: StageOptions): RowsStage {
  const sink = createFrameSink(stdout);
  const frames = shownByInk({
    meanwhile: sink.show,
    open: ({ showFrames }, lines) => showFrames({ sink, size: sizeOf(stdout), first: lines, fail }),
    fail,
  });
  return {
    frameMs: FRAME_MS,
    show: (painted) => frames.show(linesOf(painted)),
    repaint: () => {
      frames.resize(sizeOf(stdout));
      sink.forget();
    },
    send: sink.send,
    close: () => {
      sink.close();
      frames.close();
    },
  };
}

/** A line of styled text for each row of the screen. */
const linesOf = ({ rows, size: { columns, rows: height }, look: { paint } }: Painted) =>
  Array.from({ length: height }, (_, index) => {
    const line = rows[index];
    return line === undefined ? "" : paint(cutRow(line, columns), columns);
  });

/** A screen reader reads all that changed: more often would be noise. */
const SPOKEN_MS = 3000;

/** Sentences instead of panes. */
export function openPlainStage({ stdout, fail }: StageOptions): Stage {
  const sentences = shownByInk({
    meanwhile: () => {},
    open: ({ showSentences }, lines) => showSentences({ stdout, first: lines, fail }),
    fail,
  });
  return {
    frameMs: SPOKEN_MS,
    show: (shown) => sentences.show(spokenLines(shown)),
    repaint: () => {},
    send: (text) => {
      stdout.write(text);
    },
    close: sentences.close,
  };
}

type Lines = readonly string[];

interface ShownByInk {
  /** Shows lines while Ink loads. */
  readonly meanwhile: (lines: Lines) => void;
  readonly open: (ink: typeof import("./ink.tsx"), newest: Lines) => Shown<Lines>;
  readonly fail: (error: unknown) => void;
}

/** Lines that Ink shows from the moment that it is loaded, which begins with the first ones. */
function shownByInk({ meanwhile, open, fail }: ShownByInk): Shown<Lines> {
  let newest: Lines | undefined;
  let ink: Shown<Lines> | undefined;
  let isClosed = false;
  const load = async (lines: Lines): Promise<void> => {
    const loaded = await import("./ink.tsx");
    if (!isClosed) ink = open(loaded, newest ?? lines);
  };
  return {
    show: (lines) => {
      const isFirst = newest === undefined;
      newest = lines;
      if (ink) ink.show(lines);
      else meanwhile(lines);
      if (isFirst) load(lines).catch(fail);
    },
    resize: (size) => ink?.resize(size),
    close: () => {
      isClosed = true;
      ink?.close();
    },
  };
}
