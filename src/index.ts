/** The exports of "paxy" for batch files. */
export {
  type BatchInput,
  defineBatch,
  type Range,
  range,
  type Sample,
  type SweepInput,
  sample,
  type TrialInput,
} from "./core/batch/define-batch.ts";
export type { Fault } from "./core/trial/faults.ts";
export type { Engine, Trial } from "./core/trial/trial.ts";
