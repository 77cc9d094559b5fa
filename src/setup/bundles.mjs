import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inkMeasure } from "./ink-measure.mjs";
import { bundleDirectory, root } from "./places.mjs";
import { hashOfSources } from "./remembered.mjs";
import { SetupError, say } from "./say.mjs";

/** What is built: the program, `import "paxy"` of batch files, and the child that evaluates them. */
const entries = {
  cli: "src/cli.ts",
  index: "src/index.ts",
  "batch-file": "src/batch/file/child.ts",
};

/** Built in one file each: a process that needs nearly all of it starts sooner than from chunks. */
const wholeEntries = { service: "src/service/process.ts" };

/** A program that is running may still import a chunk of the build it began with, or read a batch file again. */
const KEPT_MS = 7 * 24 * 3600 * 1000;

/** Where the child keeps batch files as JavaScript. */
const batchFiles = join(bundleDirectory, "batch-files");

const stamp = join(bundleDirectory, "bundles.json");

export const cliBundle = join(bundleDirectory, "cli.js");

/** Whether the bundles were built from the present sources. */
export function bundlesAreCurrent() {
  const built = Object.keys({ ...entries, ...wholeEntries }).map((name) =>
    join(bundleDirectory, `${name}.js`),
  );
  if (![stamp, ...built].every((file) => existsSync(file))) return false;
  return JSON.parse(readFileSync(stamp, "utf8")).key === keyOfSources();
}

/**
 * Minified bundles, in chunks that load when they are wanted (src/parts/), or
 * whole; React in production mode: a third of the start-up time of unbundled files.
 */
export async function buildBundles() {
  say("building the program");
  const key = keyOfSources();
  const esbuild = await import("esbuild");
  try {
    await esbuild.build({ ...options(), entryPoints: entries, splitting: true });
    await esbuild.build({ ...options(), entryPoints: wholeEntries });
  } catch (error) {
    throw new SetupError(
      `the program does not build.\n${error instanceof Error ? error.message : error}`,
    );
  }
  removeOld(bundleDirectory, "chunk-");
  if (existsSync(batchFiles)) removeOld(batchFiles, "");
  writeFileSync(stamp, `${JSON.stringify({ key })}\n`);
}

/** @returns {import("esbuild").BuildOptions} */
function options() {
  return {
    absWorkingDir: root,
    plugins: [inkMeasure],
    outdir: bundleDirectory,
    chunkNames: "chunk-[hash]",
    bundle: true,
    minify: true,
    sourcemap: "linked",
    platform: "node",
    target: "node20.19",
    format: "esm",
    define: {
      "process.env.NODE_ENV": '"production"',
      // Yoga looks whether it could fetch what it has; to look at it loads an HTTP client.
      fetch: "undefined",
    },
    // Native, or loading files by name at run time; Ink wants its devtools only when DEV is set.
    external: ["node-pty", "jiti", "react-devtools-core", "canvas"],
    // CommonJS packages inside a bundle call require.
    banner: {
      js: 'import{createRequire as paxyRequire}from"node:module";const require=paxyRequire(import.meta.url);',
    },
    legalComments: "none",
    logLevel: "silent",
  };
}

function keyOfSources() {
  const settings = [
    join(root, "package.json"),
    join(root, "tsconfig.json"),
    fileURLToPath(import.meta.url),
    fileURLToPath(new URL("ink-measure.mjs", import.meta.url)),
  ];
  return hashOfSources("sources-of-bundles", join(root, "src"), [".ts", ".tsx"], settings);
}

/**
 * @param {string} folder
 * @param {string} prefix of the names
 */
function removeOld(folder, prefix) {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (name.startsWith(prefix) && Date.now() - statSync(file).mtimeMs > KEPT_MS) rmSync(file);
  }
}
