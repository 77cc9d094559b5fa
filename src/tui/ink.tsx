import { render, Text, Transform } from "ink";
import type { ReactElement } from "react";
import type { FrameSink } from "./terminal/frame-sink.ts";
import { createInkStdout, type Size } from "./terminal/ink-stdout.ts";

// The one file that knows Ink and React. They take about as long to load as the rest of the
// screen, so that the stage loads this file after its first frame.

/** What Ink shows, until it is closed. */
export interface Shown<Content> {
  show(content: Content): void;
  /** The terminal has another size now. */
  resize(size: Size): void;
  close(): void;
}

interface InkOptions<Content> {
  readonly first: Content;
  /** A component failed. */
  readonly fail: (error: unknown) => void;
}

interface FramesOptions extends InkOptions<readonly string[]> {
  readonly sink: FrameSink;
  readonly size: Size;
}

/** Frames, painted by Ink into a sink that sends what changed. */
export function showFrames({ sink, size, first, fail }: FramesOptions): Shown<readonly string[]> {
  const inkStdout = createInkStdout(sink, size);
  // In its debug mode Ink hands over each frame whole, as often as it is asked to. In its mode for
  // screen readers it hands over the text of the rows as it is; otherwise it would cut it into
  // cells and join them again, and the sink does that for the rows that changed.
  const ink = render(<Frame lines={first} />, {
    stdout: inkStdout.stream,
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
    isScreenReaderEnabled: true,
  });
  ink.waitUntilExit().catch(fail);
  return {
    show: (lines) => ink.rerender(<Frame lines={lines} />),
    resize: inkStdout.resize,
    close: ink.unmount,
  };
}

/**
 * The rows of the whole screen. The text that Ink lays out is a constant: Ink
 * remembers every text that it ever measured, which for figures that change
 * all day is a leak. The rows are put in its place afterwards.
 */
function Frame({ lines }: { readonly lines: readonly string[] }): ReactElement {
  return (
    <Text>
      <Transform transform={() => lines.join("\n")}>.</Transform>
    </Text>
  );
}

interface SentencesOptions extends InkOptions<readonly string[]> {
  readonly stdout: NodeJS.WriteStream;
}

/** Sentences instead of panes, in Ink's screen-reader mode. */
export function showSentences({ stdout, first, fail }: SentencesOptions): Shown<readonly string[]> {
  const shown = (lines: readonly string[]) => <Text>{lines.join("\n")}</Text>;
  const ink = render(shown(first), {
    stdout,
    exitOnCtrlC: false,
    patchConsole: false,
    isScreenReaderEnabled: true,
  });
  ink.waitUntilExit().catch(fail);
  return {
    show: (lines) => ink.rerender(shown(lines)),
    resize: () => {},
    close: ink.unmount,
  };
}
