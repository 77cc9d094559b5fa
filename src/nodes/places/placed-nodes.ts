import { HERE, type Places } from "../../core/queue/places.ts";
import type { Role } from "../run-desk.ts";

/** A node of a batch, and the host that ssh reaches it by; undefined for this computer. */
export interface PlacedNode {
  readonly role: Role;
  readonly name: string;
  readonly host: string | undefined;
}

/** The nodes that a batch needs; those of this computer first: of two nodes the first calls the other. */
export function placedNodes(places: Places | undefined): readonly PlacedNode[] {
  const { run = HERE, acceptors = [HERE], proposers = [HERE] } = places ?? {};
  const nodes = [
    placed("run", "paxy-run", [run]),
    placed("acceptors", "paxy-acc", acceptors),
    placed("proposers", "paxy-pro", proposers),
  ].flat();
  return [...nodes.filter(isHere), ...nodes.filter((node) => !isHere(node))];
}

const isHere = ({ host }: PlacedNode): boolean => host === undefined;

const placed = (role: Role, name: string, hosts: readonly string[]): PlacedNode[] =>
  hosts.map((host, index) => ({
    role,
    name: `${index === 0 ? name : `${name}-${index + 1}`}@${label(host)}`,
    host: host === HERE ? undefined : host,
  }));

/**
 * Nodes find each other by what comes before the @; the host's name is for
 * people, in the form that Erlang takes for a long name.
 */
function label(host: string): string {
  if (host === HERE) return "127.0.0.1";
  const plain = (host.split("@").at(-1) ?? host).replace(/[^A-Za-z0-9.-]/g, "-");
  return plain.includes(".") ? plain : `${plain}.host`;
}
