import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepare } from "../src/setup/prepare.mjs";
import { removeFolder } from "./remove-folder.ts";

/**
 * Tests meet the built program and the compiled Erlang modules in `.build/`, and share what they
 * build themselves in a folder that is gone afterwards.
 */
export default async function setUp(): Promise<() => void> {
  await prepare({ bundles: true, erlang: ["run"] });
  const folder = mkdtempSync(join(tmpdir(), "paxy-tests-"));
  process.env.PAXY_TESTS_FOLDER = folder;
  return () => removeFolder(folder);
}
