import { withModules } from "../bench/ebin.ts";

const MODULES = ["lab_version", "lab_expected", "paxy_lab_expected_tests"];
const CALL = `[io:format("~s ~w ~w~n", [N, E, S]) || {N, E, S} <- paxy_lab_expected_tests:long()]`;

/** The test folders whose checks take long for every day: each ends as test/erlang/lab/lab_expected.erl says. */
export default function labFolders() {
  const sources = MODULES.map((name) => `erlang/lab/${name}.erl`);
  return withModules(sources, (says) =>
    says(CALL).map(([name = "", measured = "", target = ""]) => ({
      figure: `check of ${name}`,
      measured,
      target,
      ok: measured === target,
    })),
  );
}
