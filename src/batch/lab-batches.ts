import { availableParallelism } from "node:os";
import { inputError } from "../console/problems.ts";
import { type Batch, parseBatch } from "../core/batch/batch.ts";
import type { Fault } from "../core/trial/faults.ts";
import type { Macros } from "../core/trial/macros.ts";
import type { OwnValues } from "../core/trial/own-values.ts";
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

/** Delays are parts of the time-out that the code has: where they are short beside it nothing is ever late. */
function virtualLoads({ name, stores }: LabFolder, own: OwnValues): readonly Load[] {
  const { propTimeout = TIMEOUT_USUAL_MS } = own.get(name) ?? {};
  const part = (share: number) =>
    Math.min(DELAY_MAX_MS, Math.max(1, Math.round(share * propTimeout)));
  const loads: readonly Load[] = [
    { label: "calm", fields: { delay: 10, drop: 0 } },
    { label: "contended", fields: { numProposers: 5, delay: part(0.5) } },
    { label: "lossy", fields: { drop: 20, delay: part(0.5) } },
    {
      label: "late requests",
      fields: { delay: part(0.3), requestDelay: part(0.6), requestDrop: 10 },
    },
    ...(stores ? [{ label: "restarts", fields: { delay: part(0.3), faults: RESTARTS } }] : []),
  ];
  return loads.map(({ label, fields }) => ({
    label: `virtual time, ${label}`,
    fields: { ...fields, moduleName: "paxy_sim" },
  }));
}

const DELAY_MAX_MS = 60_000;
/** Of a folder whose code does not say. */
const TIMEOUT_USUAL_MS = 100;

/** An acceptor after the other crashes, and is back 5 ms later. */
const RESTARTS: readonly Fault[] = Array.from({ length: 30 }, (_, index) => ({
  at: 20 * (index + 1),
  do: "crash" as const,
  acceptor: 1 + (index % 5),
  for: 5,
}));

/** s: a folder that waits long needs long; 60 of its time-outs. */
const timeLimitOf = ({ name }: LabFolder, own: OwnValues): number =>
  Math.min(600, Math.max(30, Math.ceil((60 * (own.get(name)?.propTimeout ?? 0)) / 1000)));

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
export function labBatches(folder: LabFolder, macros: Macros = {}): readonly LabBatch[] {
  const own = ownValues([folder]);
  return [
    batchOf(folder, macros, REAL, { name: "nodes", repeat: 20, timeLimit: 10, jobs: 10 }),
    batchOf(folder, macros, virtualLoads(folder, own), {
      ...{ name: "virtual", repeat: 500, timeLimit: timeLimitOf(folder, own) },
      jobs: availableParallelism(),
    }),
  ];
}

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
