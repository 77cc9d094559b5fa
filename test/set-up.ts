import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepare } from "../src/setup/prepare.mjs";
import { removeFolder } from "./remove-folder.ts";
import { buildFakeProgram } from "./tui/build-fake-program.ts";

/**
 * Tests meet the built program and the compiled Erlang modules in `.build/`, and the
 * screen with a fake service in a folder that is gone afterwards.
 */
export default async function setUp(): Promise<() => void> {
  await prepare({ bundles: true, erlang: ["run"] });
  const folder = mkdtempSync(join(tmpdir(), "paxy-screen-build-"));
  process.env.PAXY_FAKE_PROGRAM = await buildFakeProgram(folder);
  return () => removeFolder(folder);
}
