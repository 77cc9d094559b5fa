/** The host that stands for this computer. */
export const HERE = "local";

/** Where the nodes of a batch live; a host is what `ssh HOST` understands, or `local`. */
export interface Places {
  readonly run: string;
  /** Several hosts of a side share its actors in turn. */
  readonly acceptors: readonly string[];
  readonly proposers: readonly string[];
  /** `tls`: nodes connect directly, encrypted; `tls6`: over IPv6. `ssh`: through tunnels, where only ssh gets through. */
  readonly through: "tls" | "tls6" | "ssh";
  /** First and last of the ports that nodes on other hosts listen on. */
  readonly ports?: readonly [number, number] | undefined;
  /** The user allows faults that block the traffic between the hosts. */
  readonly partition?: true | undefined;
}
