import { firstViolation } from "./checked.ts";

const BROKEN = [
  { version: "stale_promises", crashes: 0 },
  { version: "stale_votes", crashes: 0 },
  { version: "amnesia", crashes: 1 },
  { version: "ballot_reuse", crashes: 1 },
] as const;

/** How soon `paxy check` shows that a version is broken: 2 proposers, 3 acceptors, 2 rounds. */
export default function checkVersions() {
  return BROKEN.map(({ version, crashes }) =>
    firstViolation(`${version} 2/3/2${crashes > 0 ? " with a crash" : ""}`, [
      "--set",
      `moduleVersion=${version}`,
      "--crashes",
      String(crashes),
    ]),
  );
}
