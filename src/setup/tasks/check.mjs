import { join } from "node:path";
import { root } from "../places.mjs";
import { prepare } from "../prepare.mjs";
import { runShown } from "../run.mjs";
import { analyseErlang, compileErlangStrictly } from "./check-erlang.mjs";

/** @param {string} name */
const bin = (name) => join(root, "node_modules", ".bin", name);

/** Each with what it looks at. All run, whatever the others say. */
const checks = [
  { name: "types", run: () => runShown(bin("tsc"), ["-p", "."], { cwd: root }) },
  {
    name: "lint",
    run: () => runShown(bin("biome"), ["check", "--error-on-warnings", "."], { cwd: root }),
  },
  {
    name: "import rules",
    run: () => runShown(bin("depcruise"), ["src", "test", "trials"], { cwd: root }),
  },
  { name: "Erlang warnings", run: compileErlangStrictly },
  { name: "dialyzer", run: analyseErlang },
];

/**
 * Every check, or those that are named.
 * @param {readonly string[]} names
 */
export async function check(names) {
  await prepare({ packages: "development", erlang: ["run", "analyse"] });
  const wanted = checks.filter(
    ({ name }) => names.length === 0 || names.some((part) => name.includes(part)),
  );
  const failed = wanted.filter(({ name, run }) => {
    console.log(`\n== ${name}`);
    return !run();
  });
  console.log(`\n${wanted.length - failed.length} checks passed, ${failed.length} failed`);
  for (const { name } of failed) console.log(`  failed: ${name}`);
  return wanted.length > 0 && failed.length === 0 ? 0 : 1;
}
