import { readFileSync, statSync } from "node:fs";
import { extname } from "node:path";
import { BatchFileError } from "./error.ts";
import { evaluate } from "./evaluate.ts";
import { parseJson } from "./json.ts";

const SIZE_LIMIT_BYTES = 16 * 1024 * 1024;
const CODE = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"];

/**
 * The export of a batch file, as plain data that is not validated yet.
 * Rejects with a BatchFileError: one or two sentences that name the file.
 */
export async function loadBatchFile(path: string): Promise<unknown> {
  const ending = extname(path);
  if (ending === ".json") return parseJson(path, textOf(path));
  refuseWhatIsNoFile(path);
  if (CODE.includes(ending)) return evaluate(path);
  throw new BatchFileError(
    `${path} is not a batch file: its name ends in "${ending}", not in .ts, .js, .json or .py.`,
  );
}

/** The text of a batch file, if its size is within bounds. Throws a BatchFileError. */
export function textOf(path: string): string {
  refuseWhatIsNoFile(path);
  return readFileSync(path, "utf8");
}

function refuseWhatIsNoFile(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) throw new BatchFileError(`${path} does not exist.`);
  if (!stats.isFile()) throw new BatchFileError(`${path} is not a file.`);
  if (stats.size > SIZE_LIMIT_BYTES) throw new BatchFileError(`${path} is larger than 16 MiB.`);
}
