import { join } from "node:path";
import { buildDirectory } from "../../src/setup/places.mjs";
import { startHosts, whyNoHosts } from "../machines/hosts.ts";
import { CONFIGURATIONS } from "../trust/configurations.ts";
import { compared, rejected } from "../trust/distributions.ts";
import { type Measured, realRuns } from "../trust/real-runs.ts";

const LEVEL = 0.01;
const RUNS = Number(process.env.PAXY_RUNS ?? 80);
/** Few proposers, so that two processors serve their timers in time; sleeps, losses and faults. */
const CHOSEN = 12;
const PROPOSERS_MAX = 5;

const chosen = CONFIGURATIONS.filter(({ trial }) => trial.numProposers <= PROPOSERS_MAX).slice(
  -CHOSEN,
);

const PLACES = {
  run: "local",
  acceptors: ["host1"],
  proposers: ["host2"],
  through: "tls",
} as const;

/**
 * Two network namespaces without added delay against this machine alone, by
 * whole distributions, all of them jointly at 1 %. Runs with a late timer are
 * measured again. With PAXY_SLICE_S it measures for so many seconds on each
 * side and judges what there is; the next call continues.
 */
export default async function apart() {
  const missing = whyNoHosts();
  if (missing !== undefined) return [{ figure: "apart", measured: `skipped: needs ${missing}` }];
  const removals: (() => unknown)[] = [];
  try {
    const { environment } = await startHosts((remove) => removals.push(remove), [{}, {}]);
    process.env.PATH = environment.PATH;
    const secondsMax = Number(process.env.PAXY_SLICE_S ?? Number.POSITIVE_INFINITY);
    const plan = { count: RUNS, jobs: 4, secondsMax };
    const folder = (name: string) => join(buildDirectory, name);
    const near = await realRuns(chosen, { ...plan, seed: 4, folder: folder("real-runs") });
    const far = await realRuns(chosen, {
      ...{ ...plan, seed: 6, folder: folder("real-runs-apart"), places: PLACES },
    });
    return [judged(near, far)];
  } finally {
    for (const remove of removals) await remove();
  }
}

function judged(near: readonly Measured[], far: readonly Measured[]) {
  const tests = chosen.flatMap(({ name }, index) => {
    const [one, other] = [near[index] as Measured, far[index] as Measured];
    return compared(name, one.runs, other.runs);
  });
  const differing = rejected(tests, LEVEL);
  const [smallest] = tests.toSorted((one, other) => one.p - other.p);
  return {
    figure: `${chosen.length} configurations on two hosts against one machine, by distribution`,
    measured: `${differing.length} of ${tests.length} differ${differing.map(({ name }) => `; ${name}`).join("")}`,
    reference: `on hosts ${counted(far)}, on one machine ${counted(near)}`,
    ratio: `p ${smallest?.p.toPrecision(2)} (${smallest?.name})`,
    target: "0 differ",
    ok: differing.length === 0 && isWhole(near) && isWhole(far),
  };
}

const isWhole = (all: readonly Measured[]): boolean => all.every(({ missing }) => missing === 0);

const sum = (all: readonly Measured[], of: (each: Measured) => number): number =>
  all.reduce((total, each) => total + of(each), 0);

const counted = (all: readonly Measured[]): string =>
  `${sum(all, ({ runs }) => runs.length)} runs, ${sum(all, ({ missing }) => missing)} missing, ${sum(all, ({ late }) => late)} tries late`;
