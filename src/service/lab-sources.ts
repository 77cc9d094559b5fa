import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { plain } from "../core/plain.ts";

const TAB = " ".repeat(8);

/**
 * The lines of the files that places such as `proposer.erl:58` name, as they
 * were when the batch began (paxy_lab_package:write/3, Erlang); none for a
 * version that is not a folder.
 */
export async function labSources(
  version: string,
  codePaths: readonly string[],
  places: readonly string[],
): Promise<Readonly<Record<string, readonly string[]>>> {
  const named = new Set(places.map((place) => place.split(":")[0]));
  if (named.size === 0) return {};
  for (const folder of codePaths) {
    const text = await readFile(join(folder, `paxy_lab_of_${version}.sources.json`), "utf8").catch(
      () => undefined,
    );
    if (text === undefined) continue;
    const files = Object.entries(JSON.parse(text) as Record<string, string>);
    return Object.fromEntries(
      files
        .filter(([file]) => named.has(file))
        .map(([file, source]) => [
          file,
          source.split(/\r?\n/).map((line) => plain(line.replaceAll("\t", TAB))),
        ]),
    );
  }
  return {};
}
