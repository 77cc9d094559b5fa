import { PARTITION_MS_MAX } from "../trial/faults.ts";
import type { Trial } from "../trial/trial.ts";
import { HERE, type Places } from "./places.ts";
import type { BatchSettings } from "./state.ts";

type Settings = Pick<BatchSettings, "places" | "jobs">;

/** Why a batch with these settings can't run a trial's partitions; reads on after "a partition". Undefined where it can. */
export function whyNoPartition({ faults }: Trial, settings: Settings): string | undefined {
  const partitions = faults.filter((fault) => fault.do === "partition");
  return partitions.length === 0
    ? undefined
    : (whyNowhere(settings) ?? whyTooLong(longestOf(partitions)));
}

const whyTooLong = (ms: number): string | undefined =>
  ms <= PARTITION_MS_MAX
    ? undefined
    : `lasts at most ${PARTITION_MS_MAX} ms, and those that overlap are one, of ${ms} ms here`;

/** The time of the longest partition, ms; those that overlap or touch are one. */
function longestOf(partitions: readonly { readonly at: number; readonly for: number }[]): number {
  let [from, to, longest] = [0, 0, 0];
  for (const each of partitions.toSorted((one, other) => one.at - other.at)) {
    if (each.at > to) from = each.at;
    to = Math.max(to, each.at + each.for);
    longest = Math.max(longest, to - from);
  }
  return longest;
}

function whyNowhere({ places, jobs }: Settings): string | undefined {
  if (places === undefined) {
    return "needs acceptors and proposers on other hosts: give --place acceptors=HOST,proposers=HOST";
  }
  if (places.partition !== true) {
    return "blocks all traffic between the hosts: allow it with --allow-partition";
  }
  if (places.through === "ssh") return "needs direct connections: leave out --through ssh";
  if (!areApart(places)) {
    return "needs hosts that run, acceptors and proposers do not share: the run's node keeps its links";
  }
  return jobs > 1 ? `hits all runs in progress: use --jobs 1, not ${jobs}` : undefined;
}

function areApart({ run, acceptors, proposers }: Places): boolean {
  const all = [run, ...acceptors, ...proposers];
  return new Set(all).size === all.length && !acceptors.concat(proposers).includes(HERE);
}
