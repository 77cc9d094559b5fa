import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { SlowFirst } from "./slow-first.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

export default defineConfig({
  root,
  resolve: { alias: { paxy: `${root}src/index.ts` } },
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    // Whoever calls vitest by hand gets bundles and beams, too.
    globalSetup: "test/set-up.ts",
    // A test that takes this long hangs; how long it takes depends on what else the machine does.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // Most tests wait for nodes and programs that they started: a third worker fills two cores.
    maxWorkers: 3,
    sequence: { sequencer: SlowFirst },
  },
});
