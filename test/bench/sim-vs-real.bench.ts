import { join } from "node:path";
import { buildDirectory } from "../../src/setup/places.mjs";
import { CONFIGURATIONS } from "../trust/configurations.ts";
import { compared, rejected, type Shown, type Test } from "../trust/distributions.ts";
import { simulated } from "../trust/execute.ts";
import { type Measured, realRuns } from "../trust/real-runs.ts";
import { record } from "../trust/recorded.ts";
import { withEngine } from "./ebin.ts";

const LEVEL = 0.01;
const [REAL_RUNS, SIMULATED_RUNS] = [400, 20_000];
const OLD_RULE_REJECTED_MIN = 8;

/**
 * The simulator against real nodes: 400 real runs and 20,000 simulated of each
 * configuration. Elapsed times and messages are compared as distributions,
 * rounds and undecided runs as shares, all of them jointly at 1 %. Real runs
 * with a late timer are measured again. With PAXY_SLICE_S it only measures on
 * nodes, for so many seconds; the next call, with the same code, continues.
 * With PAXY_RECORD it writes the real runs that `npm test` compares with.
 */
export default async function simVersusReal() {
  const { PAXY_SLICE_S: slice, PAXY_RECORD: isRecorded } = process.env;
  const real = await realRuns(CONFIGURATIONS, {
    ...{ count: REAL_RUNS, jobs: 4, seed: 4 },
    secondsMax: Number(slice ?? Number.POSITIVE_INFINITY),
    folder: join(buildDirectory, "real-runs"),
  });
  if (isRecorded) {
    record(
      "test/trust/recorded.csv",
      real.map(({ runs }) => runs),
    );
  }
  if (slice !== undefined) return real.map(soFar);
  const now = against(real, await simulatedRuns());
  const before = against(real, await withEngine("paxy_sim_queue", simulatedRuns));
  const differing = before.filter((each) => each.differs !== "");
  return [
    ...now.map(row),
    {
      figure: "configurations in which a coin among the events of a ms is rejected",
      measured: `${differing.length} of ${before.length}`,
      reference: differing.map(({ name }) => name).join("; "),
      ...{ target: `>= ${OLD_RULE_REJECTED_MIN}`, ok: differing.length >= OLD_RULE_REJECTED_MIN },
    },
  ];
}

const simulatedRuns = (ebin?: string) =>
  simulated(
    CONFIGURATIONS.map(({ trial }) => trial),
    { count: SIMULATED_RUNS, seed: 5, ...(ebin === undefined ? {} : { ebin }) },
  );

interface Compared {
  readonly name: string;
  readonly real: Measured;
  readonly other: readonly Shown[];
  readonly tests: readonly Test[];
  readonly differs: string;
}

function against(real: readonly Measured[], simulated: readonly (readonly Shown[])[]): Compared[] {
  const all = CONFIGURATIONS.map(({ name }, index) => {
    const [one, other] = [real[index] as Measured, simulated[index] as readonly Shown[]];
    return { name, real: one, other, tests: compared(name, one.runs, other) };
  });
  const differing = rejected(
    all.flatMap(({ tests }) => tests),
    LEVEL,
  );
  return all.map((each) => ({ ...each, differs: wrong(each.tests, differing) }));
}

const soFar = ({ runs, late, missing }: Measured, index: number) => ({
  figure: CONFIGURATIONS[index]?.name ?? "",
  measured: `${runs.length} real, ${late} late, ${missing} missing`,
});

function row({ name, real, other, tests, differs }: Compared) {
  const missing = real.missing > 0 ? `, ${real.missing} missing` : "";
  return {
    figure: name,
    measured: `${median(other)} ms, ${mean(other)} rounds`,
    reference: `${median(real.runs)} ms, ${mean(real.runs)} rounds (${real.runs.length} real, ${real.late} late${missing})`,
    ratio: `p ${tests.map(({ p }) => p.toPrecision(2)).join(" ")}`,
    target: differs || "as on nodes",
    ok: differs === "" && real.missing === 0,
  };
}

const wrong = (tests: readonly Test[], differing: readonly Test[]): string =>
  tests
    .filter((each) => differing.includes(each))
    .map(({ name, p }) => `${name} differs (${p.toPrecision(1)})`)
    .join("; ");

function median(runs: readonly Shown[]): number {
  const times = runs
    .map((each) => each.elapsedMs ?? Number.POSITIVE_INFINITY)
    .sort((a, b) => a - b);
  return times[times.length >> 1] ?? Number.NaN;
}

const mean = (runs: readonly Shown[]): string => {
  const rounds = runs.flatMap((each) => each.rounds ?? []);
  return (rounds.reduce((sum, each) => sum + each, 0) / rounds.length).toFixed(2);
};
