import { createHash } from "node:crypto";
import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { basename, join } from "node:path";

export interface ErlangCode {
  /** The folder itself, not the link to it: a later build must not change what a running batch loads. */
  readonly ebin: string;
  /** OTP release that it was compiled with. */
  readonly otp: string;
  /** Of all the Erlang code that nodes load, the user's included. */
  readonly hash: string;
}

/** What the nodes of a batch load. Set-up names the folder of the compiled modules after OTP release and sources. */
export function erlangCode(link: string, codePaths: readonly string[]): ErlangCode {
  const ebin = realpathSync(link);
  const [, otp = "", hash = basename(ebin)] = /^otp(\d+)-(.+)$/.exec(basename(ebin)) ?? [];
  if (codePaths.length === 0) return { ebin, otp, hash };
  const all = createHash("sha256").update(hash);
  for (const folder of codePaths) {
    for (const name of readdirSync(folder).sort())
      all.update(name).update(readFileSync(join(folder, name)));
  }
  return { ebin, otp, hash: all.digest("hex").slice(0, 16) };
}
