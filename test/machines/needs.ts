import { spawnSync } from "node:child_process";
import { test } from "vitest";

/** Set by `npm run soak`: what a test needs must be there. */
const isRequired = process.env.PAXY_REQUIRED !== undefined;

/** A test that says what it was skipped for. */
export function needs(missing: string | undefined): typeof test | typeof test.skip {
  if (missing === undefined) return test;
  if (isRequired) throw new Error(`this test needs ${missing}`);
  process.stderr.write(`skipped: needs ${missing}\n`);
  return test.skip;
}

export const hasProgram = (name: string): boolean =>
  spawnSync("/bin/sh", ["-c", `command -v ${name}`], {
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  }).status === 0;
