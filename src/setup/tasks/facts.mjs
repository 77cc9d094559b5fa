import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ebin, root } from "../places.mjs";
import { prepare } from "../prepare.mjs";
import { runQuietly, runShown } from "../run.mjs";
import { SetupError } from "../say.mjs";

const HEAD =
  "/** Told by erlang/node/paxy_facts.erl; written by `npm run facts`. Not to be edited. */\n";

/**
 * Writes src/core/facts.ts: what Erlang and the program must both know, as Erlang
 * tells it. Then the tables of the pages that are made from the program's own.
 */
export async function facts() {
  await prepare({ packages: "development", erlang: ["run"] });
  const { ok, stdout, stderr } = runQuietly("erl", [
    ...["-noshell", "-pa", ebin, "-run", "paxy_facts", "print"],
  ]);
  if (!ok) throw new SetupError(`Erlang did not print its facts.\n${stderr}`);
  const file = join(root, "src", "core", "facts.ts");
  writeFileSync(file, `${HEAD}export const FACTS = ${stdout.trim()} as const;\n`);
  const biome = join(root, "node_modules", ".bin", "biome");
  if (!runShown(biome, ["check", "--write", file], { cwd: root })) return 1;
  await writePages();
  return 0;
}

async function writePages() {
  const { createJiti } = await import("jiti");
  const reference = join(root, "src", "core", "trial", "reference.ts");
  const jiti = createJiti(import.meta.url, { fsCache: false });
  const { MADE, withMade } = /** @type {typeof import("../../core/trial/reference.ts")} */ (
    await jiti.import(reference)
  );
  for (const made of MADE) {
    const page = join(root, made.page);
    writeFileSync(page, withMade(readFileSync(page, "utf8"), made));
  }
}
