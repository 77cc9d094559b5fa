import type { ReadStream } from "node:tty";
import { createInputParser, ESCAPE_TIMEOUT_MS, type TerminalInput } from "./input-parser.ts";

/**
 * Passes on whole inputs; calls `ended` when the terminal is gone. Returns a function that stops
 * it.
 */
export function listenToKeyboard(
  stdin: ReadStream,
  take: (inputs: readonly TerminalInput[]) => void,
  ended: () => void,
): () => void {
  const parser = createInputParser();
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => handOn(parser.flush());
  const handOn = (inputs: readonly TerminalInput[]): void => {
    if (inputs.length > 0) take(inputs);
  };
  const read = (chunk: string): void => {
    clearTimeout(timer);
    handOn(parser.push(chunk));
    if (parser.isWaiting()) timer = setTimeout(flush, ESCAPE_TIMEOUT_MS);
  };
  stdin.setEncoding("utf8");
  stdin.on("data", read);
  stdin.on("end", ended);
  stdin.on("error", ended);
  stdin.resume();
  return () => {
    clearTimeout(timer);
    stdin.off("data", read);
    stdin.off("end", ended);
    stdin.off("error", ended);
    stdin.pause();
  };
}
