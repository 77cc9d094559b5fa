import { isIP } from "node:net";

/** Where nodes listen: `any` stands for the address that ssh reached the host by. */
export const ADDRESSES = {
  IPv4: { any: "0.0.0.0", loopback: "127.0.0.1" },
  IPv6: { any: "::", loopback: "::1" },
} as const;

export const isAny = (address: string): boolean =>
  address === ADDRESSES.IPv4.any || address === ADDRESSES.IPv6.any;

/** Why nodes that listen as `listens` says can't be reached at an address; reads on after the node's name. */
export function wrongFamily(listens: string, address: string): string | undefined {
  if (!isAny(listens) || isIP(listens) === isIP(address)) return undefined;
  const at = `was reached at ${address || "no address"}`;
  return listens === ADDRESSES.IPv4.any
    ? `${at}, which is not IPv4: use --through tls6 or ssh, or AddressFamily inet in ~/.ssh/config`
    : `${at}, which is not IPv6: use --through tls or ssh, or AddressFamily inet6 in ~/.ssh/config`;
}
