import type { Places } from "../../core/queue/places.ts";
import { LOOPBACK, type Peer } from "../../wire/requests.ts";
import type { Tunnels } from "./tunnels.ts";

/** A listening node, as others find it. */
export interface Meeting {
  readonly name: string;
  /** Undefined for this computer. */
  readonly host: string | undefined;
  readonly address: string;
  readonly port: number;
}

/**
 * The addresses at which a node finds the others that are ready. Of two nodes, the first calls, so
 * this computer is never called from outside. With tunnels, another host is a port of the own
 * loopback.
 */
export const peersOf = (
  node: Meeting,
  ready: readonly Meeting[],
  tunnels: Tunnels | undefined,
): Promise<readonly Peer[]> =>
  Promise.all(
    ready
      .filter((other) => other !== node)
      .map(async (other): Promise<Peer> => {
        const { name, host, port, address } = other;
        if (ready.indexOf(other) < ready.indexOf(node)) return { name, address, port, who: "wait" };
        if (tunnels === undefined || host === undefined)
          return { name, address, port, who: "call" };
        const own = await tunnels.to({ host, port }, node.host);
        return { name, address: LOOPBACK.address, port: own, who: "call" };
      }),
  );

/** For people: one node cannot reach another. */
export function unreachable(from: string, to: string, places: Places | undefined): string {
  const advice =
    places === undefined || places.through === "ssh"
      ? "`paxy doctor` lists what is missing"
      : "a firewall may be between them: open ports and name them with --ports, or use --through ssh";
  return `The node ${from} cannot reach ${to}; ${advice}.`;
}
