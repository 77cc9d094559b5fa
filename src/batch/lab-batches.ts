import { availableParallelism } from "node:os";
import { inputError } from "../console/problems.ts";
import { type Batch, parseBatch } from "../core/batch/batch.ts";
import type { Macros } from "../core/trial/macros.ts";
import { VERSIONS } from "../core/trial/parameters.ts";
import type { Trial } from "../core/trial/trial.ts";
import { ownValues } from "./folder-trials.ts";
import type { LabFolder } from "./lab-folder.ts";

/** A load under which a folder is tried, as `paxy lab` names it. */
export interface Load {
  readonly label: string;
  readonly fields: Partial<Trial>;
}

const REAL: readonly Load[] = [
  { label: "real nodes", fields: { moduleName: "paxy_remote", delay: 10, drop: 0 } },
];

const VIRTUAL: readonly Load[] = (
  [
    { label: "calm", fields: { delay: 10, drop: 0 } },
    { label: "contended", fields: { numProposers: 5, delay: 50 } },
    { label: "lossy", fields: { drop: 20, delay: 50 } },
    { label: "late requests", fields: { delay: 20, requestDelay: 50, requestDrop: 10 } },
  ] as const
).map(({ label, fields }) => ({
  label: `virtual time, ${label}`,
  fields: { ...fields, moduleName: "paxy_sim" as const },
}));

/** A batch of `paxy lab`, with a label for each of its trials. */
export interface LabBatch {
  readonly batch: Batch;
  readonly labels: readonly string[];
}

/** The seed is fixed, so that a folder is tried in the same way each time. */
const SEED = 1;

/**
 * The batches that run a folder: first on real nodes, then in virtual time. Only `macros` are
 * replaced in its code.
 */
export const labBatches = (folder: LabFolder, macros: Macros = {}): readonly LabBatch[] => [
  batchOf(folder, macros, REAL, { name: "nodes", repeat: 20, timeLimit: 10, jobs: 10 }),
  batchOf(folder, macros, VIRTUAL, {
    ...{ name: "virtual", repeat: 500, timeLimit: 30 },
    jobs: availableParallelism(),
  }),
];

interface Settings {
  readonly name: string;
  readonly repeat: number;
  /** s */
  readonly timeLimit: number;
  readonly jobs: number;
}

function batchOf(
  folder: LabFolder,
  macros: Macros,
  loads: readonly Load[],
  settings: Settings,
): LabBatch {
  const name = `lab-${settings.name}`;
  const trials = loads.map(({ fields }) => ({ ...fields, macros, moduleVersion: folder.name }));
  const batch = parseBatch(
    { ...settings, name, trials },
    {
      versions: [...VERSIONS, folder.name],
      fallback: { name, seed: SEED },
      own: ownValues([folder]),
    },
  );
  if (!batch.ok) throw inputError("", batch.problems);
  return { batch: batch.value, labels: loads.map(({ label }) => label) };
}
