import type { Trial } from "../trial/trial.ts";
import { HERE, type Places } from "./places.ts";
import type { BatchSettings } from "./state.ts";

/** Whether a trial has the network between its hosts blocked. */
export const hasPartition = ({ faults }: Trial): boolean =>
  faults.some((fault) => fault.do === "partition");

/** Why a batch with these settings can't have a partition; reads on after "a partition". Undefined where it can. */
export function whyNoPartition({
  places,
  jobs,
}: Pick<BatchSettings, "places" | "jobs">): string | undefined {
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
