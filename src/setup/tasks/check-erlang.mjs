import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { erlangSources } from "../beams.mjs";
import { findErlang, findOnPath } from "../erlang.mjs";
import { filesBelow } from "../hash.mjs";
import { buildDirectory, root } from "../places.mjs";
import { runShown } from "../run.mjs";

const checked = join(buildDirectory, "check-ebin");
const strict = [
  "-Werror",
  "+debug_info",
  "+warn_unused_vars",
  "+warn_export_vars",
  "+warn_missing_spec",
];

/** Sources and tests with warnings as errors; every export of the sources has its -spec. */
export function compileErlangStrictly() {
  compiled ??= compileAll();
  return compiled;
}

/** @type {boolean | undefined} what came of it in this process; dialyzer reads the same modules */
let compiled;

function compileAll() {
  const tests = filesBelow(join(root, "test", "erlang"), [".erl"]);
  emptyFolder(checked);
  emptyFolder(`${checked}-tests`);
  return (
    compile(strict, erlangSources(), checked) &&
    compile(["-Werror", "+debug_info", "-pa", checked], tests, `${checked}-tests`)
  );
}

/** An iolist may be improper, and a function may end its process: neither is a fault. What else they hide is warned of at its cause. */
const warnings = ["-Wunmatched_returns", "-Wunknown", "-Wno_improper_lists", "-Wno_return"];

/** Dialyzer on what the strict compilation left. Its table of OTP is made once per release. */
export function analyseErlang() {
  const dialyzer = findOnPath("dialyzer") ?? "dialyzer";
  const plt = join(buildDirectory, `otp${findErlang()?.release}.plt`);
  if (!existsSync(plt) && !buildPlt(dialyzer, plt)) return false;
  if (!compileErlangStrictly()) return false;
  return runShown(dialyzer, ["--plt", plt, ...warnings, "-r", checked]);
}

/**
 * @param {string} dialyzer
 * @param {string} plt
 */
function buildPlt(dialyzer, plt) {
  console.log("making dialyzer's table of Erlang/OTP (once, about a minute)");
  const partial = `${plt}-${process.pid}`;
  // 2 says that OTP's own modules have warnings: they are not ours.
  const applications = ["erts", "kernel", "stdlib", "compiler"];
  runShown(dialyzer, [
    "--quiet",
    "--build_plt",
    "--output_plt",
    partial,
    "--apps",
    ...applications,
  ]);
  if (!existsSync(partial)) return false;
  renameSync(partial, plt);
  return true;
}

/**
 * @param {readonly string[]} flags
 * @param {readonly string[]} files
 * @param {string} directory
 */
function compile(flags, files, directory) {
  if (files.length === 0) return true;
  const includes = ["-I", join(root, "erlang"), "-pa", directory];
  return runShown(findErlang()?.erlc ?? "erlc", [...flags, ...includes, "-o", directory, ...files]);
}

/** @param {string} directory */
function emptyFolder(directory) {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
}
