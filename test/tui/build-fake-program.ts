import { join, resolve } from "node:path";
import { build } from "esbuild";
import { inkMeasure } from "../../src/setup/ink-measure.mjs";

export const FAKE_PROGRAM = "fake-program.mjs";

/** Builds test/tui/fake-program.ts as it would be shipped, one minified bundle; the file. */
export async function buildFakeProgram(folder: string): Promise<string> {
  await build({
    entryPoints: [resolve("test/tui/fake-program.ts")],
    plugins: [inkMeasure],
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    minify: true,
    platform: "node",
    target: "node20.19",
    format: "esm",
    define: { "process.env.NODE_ENV": '"production"' },
    external: ["react-devtools-core"],
    banner: {
      js: 'import{createRequire as paxyRequire}from"node:module";const require=paxyRequire(import.meta.url);',
    },
    logLevel: "silent",
  });
  return join(folder, FAKE_PROGRAM);
}
