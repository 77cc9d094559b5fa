import { prepare } from "../prepare.mjs";

/** The bundles alone: a published package brings them along. */
export async function build() {
  await prepare({ packages: "program", bundles: true });
  return 0;
}
