import { mkdirSync, writeFileSync } from "node:fs";
import { isIPv6 } from "node:net";
import { join } from "node:path";
import type { Identity } from "./certificates.ts";

/** For erl: distribution over TLS, of the address's family. Both sides show a certificate of the batch, and verify the other's. */
export const tlsArguments = (address: string, folder = "tls"): readonly string[] => [
  ...["-proto_dist", isIPv6(address) ? "inet6_tls" : "inet_tls"],
  ...["-ssl_dist_optfile", `${folder}/settings`],
];

/** The files of a node's identity by their path; none of them leaves the node's private folder. */
export const tlsFiles = (identity: Identity, folder = "tls"): Readonly<Record<string, string>> => ({
  [`${folder}/certificate`]: identity.certificate,
  [`${folder}/key`]: identity.key,
  [`${folder}/authority`]: identity.authority,
  [`${folder}/settings`]: settings(folder),
});

/** Only nodes with a certificate of the batch's authority can join. */
function settings(folder: string): string {
  const both = [
    `{certfile,"${folder}/certificate"}`,
    `{keyfile,"${folder}/key"}`,
    `{cacertfile,"${folder}/authority"}`,
    "{verify,verify_peer}",
  ].join();
  return `[{server,[${both},{fail_if_no_peer_cert,true}]},{client,[${both}]}].\n`;
}

/** Writes a node's identity below its working folder on this computer. */
export function writeTlsFiles(parent: string, identity: Identity, folder: string): void {
  mkdirSync(join(parent, folder), { recursive: true, mode: 0o700 });
  for (const [path, text] of Object.entries(tlsFiles(identity, folder))) {
    writeFileSync(join(parent, path), text, { mode: 0o600 });
  }
}
