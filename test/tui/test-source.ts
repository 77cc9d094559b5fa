import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openSettings } from "../../src/settings.ts";
import { createModelSource, type ModelSource } from "../../src/tui/model/source.ts";
import { UNICODE } from "../../src/tui/text/glyphs.ts";
import { createFakeService, type FakeBatch, type FakeService } from "./fake-service.ts";

/** What frames are made from, without a screen: a fake service, and the models of a view of it. */
export function openSource(
  batch: FakeBatch,
  size = { columns: 120, rows: 40 },
): { readonly service: FakeService; readonly source: ModelSource } {
  const folder = mkdtempSync(join(tmpdir(), "paxy-source-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const service = createFakeService(batch);
  const source = createModelSource(
    { client: service, settings: openSettings(folder) },
    {
      ...{ environment: {}, size, glyphs: UNICODE },
      runs: () => undefined,
      trace: () => undefined,
      chance: () => undefined,
      witnesses: () => undefined,
    },
  );
  return { service, source };
}
