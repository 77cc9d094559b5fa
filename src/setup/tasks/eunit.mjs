import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join, relative } from "node:path";
import { findErlang } from "../erlang.mjs";
import { filesBelow } from "../hash.mjs";
import { buildDirectory, ebin, root } from "../places.mjs";
import { runBeside } from "../run.mjs";

const sources = join(root, "test", "erlang");
const testEbin = join(buildDirectory, "test-ebin");
const report = join(buildDirectory, "eunit.txt");

/**
 * Runs the EUnit modules below test/erlang whose paths contain one of the filters, beside what else runs.
 * @param {readonly string[]} filters
 * @returns {Promise<import("./test.mjs").Counts & { output: string }>} output: all that they printed
 */
export async function runEunit(filters) {
  const modules = testFiles()
    .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
    .map((file) => basename(file, ".erl"));
  if (modules.length === 0) return { passed: 0, failed: 0, skipped: 0, output: "" };
  const compiled = await compileTests();
  if (!compiled.ok) return { passed: 0, failed: 1, skipped: 0, output: compiled.output };
  rmSync(report, { force: true });
  const { ok, output } = await runModules(modules);
  return { ...counted(ok), output };
}

function testFiles() {
  if (!existsSync(sources)) return [];
  return filesBelow(sources, ["_tests.erl"]).map((file) => relative(root, file));
}

function compileTests() {
  rmSync(testEbin, { recursive: true, force: true });
  mkdirSync(testEbin, { recursive: true });
  const includes = ["-I", join(root, "erlang"), "-pa", ebin];
  const files = filesBelow(sources, [".erl"]);
  return runBeside(erlang().erlc, [
    "+debug_info",
    "+nowarn_export_all",
    ...includes,
    "-o",
    testEbin,
    ...files,
  ]);
}

/** @param {readonly string[]} modules */
function runModules(modules) {
  const program = `eunit_counts:run([${modules.join(",")}], ${JSON.stringify(report)}).`;
  const args = ["-noinput", "-boot", "no_dot_erlang", "-pa", ebin, testEbin, "-eval", program];
  const env = { ...process.env, HOME: process.env.HOME || homedir() };
  return runBeside(erlang().erl, args, { cwd: root, env });
}

/**
 * A node that ends before it has counted is a failure, whatever its exit code.
 * @param {boolean} ok
 * @returns {import("./test.mjs").Counts}
 */
function counted(ok) {
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const [passed = 0, failed = 0] = readFileSync(report, "utf8").split(" ").map(Number);
  return { passed, failed: ok ? failed : Math.max(failed, 1), skipped: 0 };
}

const erlang = () => /** @type {import("../erlang.mjs").Erlang} */ (findErlang());
