import { expect, test } from "vitest";
import { createFrameSink } from "../../src/tui/terminal/frame-sink.ts";

/** A terminal that takes a text when it is told to. */
function slowTerminal() {
  const texts: string[] = [];
  let taken = (): void => {};
  return {
    texts,
    take: () => taken(),
    write: (text: string, written: () => void) => {
      texts.push(text);
      taken = written;
    },
  };
}

test("while the terminal takes a frame, the newest of those that come waits", () => {
  const terminal = slowTerminal();
  const sink = createFrameSink(terminal);
  for (const row of ["one", "two", "three"]) sink.show([row]);
  terminal.take();
  expect(terminal.texts).toEqual([
    expect.stringContaining("one"),
    expect.stringContaining("three"),
  ]);
});

test("a frame that waits is dropped when the terminal is lent, and the next one paints every row", () => {
  const terminal = slowTerminal();
  const sink = createFrameSink(terminal);
  sink.show(["one", "same"]);
  sink.show(["two", "same"]);
  sink.forget();
  terminal.take();
  expect(terminal.texts).toHaveLength(1);
  sink.show(["three", "same"]);
  expect(terminal.texts.at(-1)).toMatch(/three.*same/s);
});

test("a frame that waits is not painted over the screen that has the terminal next", () => {
  const terminal = slowTerminal();
  const sink = createFrameSink(terminal);
  sink.show(["one"]);
  sink.show(["two"]);
  sink.close();
  terminal.take();
  sink.show(["three"]);
  expect(terminal.texts).toEqual([expect.stringContaining("one")]);
});
