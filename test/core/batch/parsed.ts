import { type BatchContext, parseBatch } from "../../../src/core/batch/batch.ts";
import { VERSIONS } from "../../../src/core/trial/parameters.ts";

export const context: BatchContext = { versions: VERSIONS, fallback: { name: "file", seed: 7 } };

/** The sentences with which a batch is refused. */
export const messages = (data: unknown): readonly string[] => {
  const found = parseBatch(data, context);
  return found.ok ? ["no problem"] : found.problems.map((each) => each.message);
};

/** The trials of a batch, or why there are none. */
export const trialsOf = (data: unknown, more: Partial<BatchContext> = {}) => {
  const found = parseBatch(data, { ...context, ...more });
  return found.ok ? found.value.trials : found.problems;
};
