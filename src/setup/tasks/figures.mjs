import { randomInt } from "node:crypto";
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { filesBelow } from "../hash.mjs";
import { buildDirectory, root } from "../places.mjs";
import { prepare } from "../prepare.mjs";
import { aligned } from "./table.mjs";

/**
 * A figure beside its reference, measured in the same run. `ok` is missing
 * where nothing is judged.
 * @typedef {object} Figure
 * @property {string} figure
 * @property {string} measured with its unit
 * @property {string} [reference]
 * @property {string} [ratio]
 * @property {string} [target]
 * @property {boolean} [ok]
 */

/** Figures of test/bench. @param {readonly string[]} names */
export const bench = (names) => measure("bench", names);

/** Long tests of test/soak, with a seed of their own. @param {readonly string[]} names */
export function soak(names) {
  process.env.PAXY_SEED ||= String(randomInt(2 ** 31 - 1000));
  console.log(`PAXY_SEED=${process.env.PAXY_SEED}`);
  return measure("soak", names);
}

/**
 * Runs the default export of each file, in the order of their names: a
 * function without arguments that resolves to rows.
 * @param {string} folder
 * @param {readonly string[]} names parts of file names; all files when there are none
 */
async function measure(folder, names) {
  await prepare({ packages: "development", bundles: true, erlang: ["run"] });
  const scripts = await buildScripts(scriptsIn(folder, names));
  const outcomes = [];
  for (const script of scripts) outcomes.push(await runScript(script));
  const rows = outcomes.flat();
  console.log(
    `\n${aligned(["figure", "measured", "reference", "ratio", "target", ""], rows.map(cells))}`,
  );
  const failed = rows.filter(({ ok }) => ok === false).length;
  console.log(`\n${rows.length - failed} passed, ${failed} failed`);
  return rows.length > 0 && failed === 0 ? 0 : 1;
}

/**
 * @param {string} folder
 * @param {readonly string[]} names
 */
function scriptsIn(folder, names) {
  const directory = join(root, "test", folder);
  if (!existsSync(directory)) return [];
  return filesBelow(directory, [".bench.ts", ".soak.ts"]).filter(
    (file) => names.length === 0 || names.some((name) => basename(file).includes(name)),
  );
}

/** @param {readonly string[]} files */
async function buildScripts(files) {
  const esbuild = await import("esbuild");
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [...files],
    outdir: join(buildDirectory, "figures"),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "error",
  });
  return files.map((file) =>
    join(buildDirectory, "figures", basename(file).replace(/\.ts$/, ".mjs")),
  );
}

/**
 * @param {string} script
 * @returns {Promise<readonly Figure[]>}
 */
async function runScript(script) {
  const name = basename(script).replace(/\.\w+\.mjs$/, "");
  console.log(`measuring ${name}`);
  try {
    return await (await import(pathToFileURL(script).href)).default();
  } catch (error) {
    console.error(error);
    return [{ figure: name, measured: "could not be measured", ok: false }];
  }
}

/** @param {Figure} row */
function cells({ figure, measured, reference = "", ratio = "", target = "", ok }) {
  return [figure, measured, reference, ratio, target, ok === undefined ? "" : ok ? "ok" : "MISSED"];
}
