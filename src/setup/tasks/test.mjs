import { prepare } from "../prepare.mjs";
import { runEunit } from "./eunit.mjs";
import { runVitest } from "./vitest.mjs";

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * EUnit beside vitest. Arguments choose tests by parts of their file names, in
 * both; those that begin with a dash go to vitest.
 * @param {readonly string[]} args
 */
export async function test(args) {
  await prepare({ packages: "development", bundles: true, erlang: ["run", "test"] });
  const [erlang, typescript] = await Promise.all([
    runEunit(args.filter((arg) => !arg.startsWith("-"))),
    runVitest(args),
  ]);
  process.stdout.write(erlang.output);
  return close([erlang, typescript]);
}

/**
 * One line adds up both runners. A run without tests is a failure.
 * @param {readonly Counts[]} all
 */
function close(all) {
  const sum = (/** @type {keyof Counts} */ field) =>
    all.reduce((total, counts) => total + counts[field], 0);
  const [passed, failed, skipped] = [sum("passed"), sum("failed"), sum("skipped")];
  if (passed + failed === 0) console.log("\nno test ran");
  console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
  return passed > 0 && failed === 0 ? 0 : 1;
}
