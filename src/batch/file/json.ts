import { BatchFileError } from "./error.ts";

/** Parses a JSON batch file; a syntax error, or a name that stands twice in one object, names the line. */
export function parseJson(path: string, text: string): unknown {
  const json = text.replace(/^\uFEFF/, "");
  const data = parsed(path, json);
  const twice = nameTwice(json);
  if (twice === undefined) return data;
  const { name, first, line } = twice;
  throw new BatchFileError(
    `${path}:${line}: ${name} is given twice (first on line ${first}); remove one of them.`,
  );
}

function parsed(path: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    const line = lineOfError(json);
    throw new BatchFileError(`${path}:${line}: not valid JSON.`);
  }
}

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],]|\n/g;

/**
 * The first name that occurs twice in an object of valid JSON; JSON.parse would silently take the
 * later value.
 */
function nameTwice(json: string) {
  const open: (Map<string, number> | "list")[] = [];
  let line = 1;
  let isName = false;
  for (const [token] of json.matchAll(TOKENS)) {
    const names = open.at(-1);
    if (token === "\n") line++;
    else if (token === "{") open.push(new Map());
    else if (token === "[") open.push("list");
    else if (token === "}" || token === "]") open.pop();
    else if (isName && names instanceof Map) {
      const name = JSON.stringify(JSON.parse(token));
      const first = names.get(name);
      if (first !== undefined) return { name, first, line };
      names.set(name, line);
    }
    if (token !== "\n") isName = token === "{" || token === ",";
  }
  return undefined;
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
