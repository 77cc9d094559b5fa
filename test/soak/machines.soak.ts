import { spawnSync } from "node:child_process";

/** Hosts that are network namespaces, Slurm, GNU parallel: what the tests of several machines need must be here. */
export default function machines() {
  const { status, stdout } = spawnSync(
    process.execPath,
    ["node_modules/vitest/vitest.mjs", "run", "--config", "test/vitest.config.ts", "test/machines"],
    { encoding: "utf8", env: { ...process.env, PAXY_REQUIRED: "1", NO_COLOR: "1" } },
  );
  const measured = /Tests +(.*)/.exec(stdout)?.[1] ?? "did not start";
  return [
    {
      figure: "tests of several machines, none skipped",
      measured,
      target: "all pass",
      ok: status === 0 && !measured.includes("skipped"),
    },
  ];
}
