import { BatchFileError } from "./error.ts";

/** Parses a JSON batch file; a syntax error names the line. */
export function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    const line = lineOfError(text);
    throw new BatchFileError(`${path}:${line}: not valid JSON.`);
  }
}

/**
 * The first line that no continuation could repair. Node names the position
 * of some errors only, so the line is searched for: the lines up to one
 * before it fail merely because they end early.
 */
function lineOfError(text: string): number {
  const lines = text.split("\n");
  let good = 0;
  let bad = lines.length;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (endsEarly(lines.slice(0, middle).join("\n"))) good = middle;
    else bad = middle;
  }
  return bad;
}

/** Whether text is the beginning of valid JSON, or all of it. */
function endsEarly(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const message = String(error);
    const position = /at position (\d+)/.exec(message)?.[1];
    return (
      message.includes("Unexpected end") ||
      (position !== undefined && Number(position) >= text.length)
    );
  }
}
