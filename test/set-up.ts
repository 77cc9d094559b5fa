import { prepare } from "../src/setup/prepare.mjs";

/** Tests meet the built program and the compiled Erlang modules in `.build/`. */
export default async function setUp(): Promise<void> {
  await prepare({ bundles: true, erlang: ["run"] });
}
