import { oneLine } from "../../core/plain.ts";
import { show } from "../../core/problem.ts";
import { NotPlain } from "./plain-copy.ts";

const MESSAGE_LENGTH_MAX = 300;

/** What went wrong while a file was evaluated: the file, the line where it is known, and the reason. */
export function problemIn(file: string, error: unknown): string {
  if (error instanceof NotPlain) return `${file} exports more than plain data: ${error.message}.`;
  const syntax = syntaxErrorIn(error);
  if (syntax) return `${syntax.file}:${syntax.place}: ${syntax.reason}.`;
  const line = lineIn(file, error);
  return `${file}${line ? `:${line}` : ""}: ${reasonOf(error)}.`;
}

/** jiti reports a syntax error as "ParseError: REASON FILE:LINE:COLUMN". */
function syntaxErrorIn(error: unknown) {
  const found = /^ParseError: ([\s\S]*?)\s+(\S.*?):(\d+:\d+)$/.exec(messageOf(error).trim());
  if (!found) return undefined;
  const [, reason = "", file = "", place = ""] = found;
  return { file, place, reason: shortLine(reason) };
}

/** The innermost line of the file itself on the stack of an exception. */
function lineIn(file: string, error: unknown): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const frame = stack.split("\n").find((text) => text.includes(`${file}:`));
  return frame && /:(\d+):\d+\)?$/.exec(frame)?.[1];
}

function reasonOf(error: unknown): string {
  const missing = /^Cannot find (?:module|package) '([^']+)'/.exec(messageOf(error))?.[1];
  return missing ? `it imports "${missing}", which cannot be found` : shortLine(messageOf(error));
}

function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message || error.name;
  return `it threw ${typeof error === "object" ? show(error) : String(error)}`;
}

/** Control characters of a message must not reach a terminal. */
const shortLine = (text: string): string =>
  oneLine(text).slice(0, MESSAGE_LENGTH_MAX).replace(/\.$/, "");
