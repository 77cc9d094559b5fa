import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("..", import.meta.url));

export default defineConfig({
  root,
  resolve: { alias: { paxy: `${root}src/index.ts` } },
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    // Whoever calls vitest by hand gets bundles and beams, too.
    globalSetup: "test/set-up.ts",
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // Tests start Erlang nodes, which take part of the same two cores.
    maxWorkers: 2,
  },
});
