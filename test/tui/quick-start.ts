import { parseBatch } from "../../src/core/batch/batch.ts";
import { VERSIONS } from "../../src/core/trial/parameters.ts";
import quickstart from "../../trials/quickstart.ts";
import type { FakeBatch } from "./fake-service.ts";

const batch = parseBatch(quickstart, {
  versions: VERSIONS,
  fallback: { name: "quickstart", seed: 1 },
});
if (!batch.ok) throw new Error("trials/quickstart.ts is no batch");

export const QUICK_START: FakeBatch = { trials: batch.value.trials };
