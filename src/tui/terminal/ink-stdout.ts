import type { FrameSink } from "./frame-sink.ts";

/**
 * The output stream as Ink sees it. In its debug mode Ink writes one whole
 * frame per commit; each goes to the sink as rows. Ink hears of no resize: the
 * screen sets the size and renders again.
 */
export interface InkStdout {
  readonly stream: NodeJS.WriteStream;
  resize(size: Size): void;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export function createInkStdout(sink: FrameSink, size: Size): InkStdout {
  const stream = {
    ...size,
    writable: true,
    isTTY: false,
    write(frame: string): boolean {
      if (frame !== "") sink.show(frame.split("\n"));
      return true;
    },
    on: () => stream,
    off: () => stream,
    once: () => stream,
    removeListener: () => stream,
  };
  return {
    stream: stream as unknown as NodeJS.WriteStream,
    resize: (to) => {
      Object.assign(stream, to);
    },
  };
}
