import type { LastBins } from "./histogram-rows.ts";
import { createPool, type Pool } from "./pooled-sample.ts";

/** What the charts of one screen keep from a frame to the next. */
export interface ChartMemory {
  readonly pooled: Pool;
  readonly lastBins: LastBins;
}

export const createChartMemory = (): ChartMemory => ({
  pooled: createPool(),
  lastBins: new Map(),
});
