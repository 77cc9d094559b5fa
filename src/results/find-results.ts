import { stat } from "node:fs/promises";
import { join } from "node:path";
import { type Parsed, parsed, problem, refused } from "../core/problem.ts";
import { latestIn } from "./directory.ts";

/**
 * The folder of results that a path means, recognised by a file in it: the folder itself, or the
 * latest of a batch.
 */
export async function findResults(given: string, file: string): Promise<Parsed<string>> {
  const latest = await latestIn(given);
  for (const directory of [given, ...(latest === undefined ? [] : [latest])]) {
    const found = await stat(join(directory, file)).catch(() => undefined);
    if (found?.isFile()) return parsed(directory);
  }
  return refused(problem(given, await whyNone(given, file)));
}

async function whyNone(given: string, file: string): Promise<string> {
  const found = await stat(given).catch(() => undefined);
  if (found === undefined) return "does not exist";
  return found.isDirectory()
    ? `holds no results: there is no ${file} in it`
    : "is a file, not a folder of results";
}
