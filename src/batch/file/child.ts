// The process in which a batch file is evaluated; evaluate.ts starts it.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createJiti } from "jiti";
import { killDescendants } from "./descendants.ts";
import { endWithParent } from "./end-with-parent.ts";
import type { Answer } from "./evaluate.ts";
import { plainCopy } from "./plain-copy.ts";
import { problemIn } from "./problem.ts";

const [, , file = "", parent] = process.argv;

endWithParent(Number(parent));
const answer = await evaluateHere();
writeFileSync(3, `${JSON.stringify(answer)}\n`);
killDescendants(process.pid);
process.exit(0);

async function evaluateHere(): Promise<Answer> {
  try {
    const module = await importFile();
    if (!("default" in module))
      return {
        problem: `${file} has no default export; a batch file ends in "export default defineBatch({ ... })".`,
      };
    return { exported: plainCopy(await module.default) };
  } catch (error) {
    return { problem: problemIn(file, error) };
  }
}

/** Caches Babel's output by the file's content, so that only an edited file waits for Babel. */
async function importFile(): Promise<Record<string, unknown>> {
  const jitiWith = (fsCache: string | false) =>
    createJiti(import.meta.url, {
      fsCache,
      interopDefault: false,
      alias: { paxy: besideThis("index.js") },
    });
  try {
    return await jitiWith(besideThis("batch-files")).import(file);
  } catch (error) {
    if (!["ENOSPC", "EDQUOT", "EACCES", "EROFS"].includes(codeOf(error))) throw error;
    return jitiWith(false).import(file); // It could not be kept.
  }
}

function besideThis(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException | undefined)?.code);
}
