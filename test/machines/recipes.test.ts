import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { batchFile, paxy, shell } from "../commands/paxy.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { startHosts, whyNoHosts } from "./hosts.ts";
import { hasProgram, needs } from "./needs.ts";
import { startSlurm, whyNoSlurm } from "./slurm.ts";

const STUDY = {
  name: "study",
  repeat: 30,
  seed: 5,
  trials: [{ moduleName: "paxy_sim", sweep: { drop: [0, 30], moduleVersion: [1, 2] } }],
};

const PAXY = `'${process.execPath}' '${resolve(".build/cli.js")}'`;

/** A folder with the study as one machine runs it, in `one`. */
async function withStudy(changes = {}): Promise<string> {
  const folder = temporaryFolder();
  batchFile(folder, "study.json", JSON.stringify({ ...STUDY, ...changes }));
  return folder;
}

/** The joined shards below `out` are what one machine makes of the same seed. */
async function expectOneMachine(folder: string, seed: number): Promise<void> {
  await paxy(folder, ["run", "study.json", "--out", "one", "--seed", String(seed)]);
  const merged = await paxy(folder, ["merge", "joined", "out/study"]);
  expect(merged).toMatchObject({ code: 0, stderr: "" });
  for (const file of ["runs.csv", "decisions.csv", "summary.csv"]) {
    const one = readFileSync(join(folder, "one", "study", "latest", file), "utf8");
    expect(readFileSync(join(folder, "joined", file), "utf8")).toBe(one);
  }
}

test("a loop of the shell runs a study in shards", async () => {
  const folder = await withStudy();
  await shell(folder, `for k in 1 2 3; do ${PAXY} run study.json --shard $k/3 & done; wait`);
  await expectOneMachine(folder, 5);
}, 60_000);

const parallel = hasProgram("parallel") ? undefined : "GNU parallel (Debian: parallel)";

needs(parallel)(
  "GNU parallel runs a study in shards",
  async () => {
    const folder = await withStudy();
    await shell(
      folder,
      `parallel -j2 ${PAXY.replaceAll("'", "")} run study.json --shard {}/4 ::: 1 2 3 4`,
    );
    await expectOneMachine(folder, 5);
  },
  60_000,
);

needs(parallel ?? whyNoHosts())(
  "GNU parallel runs a study on two hosts",
  async () => {
    const { environment } = await startHosts(
      (remove) => onTestFinished(() => void remove()),
      [{}, {}],
    );
    const folder = await withStudy();
    const program = PAXY.replaceAll("'", "");
    const state = `XDG_STATE_HOME=${join(folder, "state")}-{}`;
    const ended = spawnSync(
      "parallel",
      [
        ...["--sshlogin", "1/host1,1/host2", "--workdir", folder],
        `env ${state} ${program} run study.json --shard {}/4`,
        ...[":::", "1", "2", "3", "4"],
      ],
      { cwd: folder, env: { ...environment, HOME: folder }, encoding: "utf8" },
    );
    expect(ended.status).toBe(0);
    await expectOneMachine(folder, 5);
  },
  240_000,
);

needs(whyNoSlurm())(
  "Slurm runs a study as an array, with the id of the array as its seed",
  async () => {
    const slurm = await startSlurm();
    const { seed: _, ...unseeded } = STUDY;
    const folder = temporaryFolder();
    batchFile(folder, "study.json", JSON.stringify(unseeded));
    const submitted = spawnSync(
      process.execPath,
      [resolve(".build/cli.js"), "run", "study.json", "--slurm", "3", "--submit"],
      {
        cwd: folder,
        encoding: "utf8",
        env: { ...slurm.environment, XDG_STATE_HOME: join(folder, "state"), PAXY_COMMAND: PAXY },
      },
    );
    const [, id] = /^Submitted batch job (\d+)$/m.exec(submitted.stdout) ?? [];
    expect(submitted.stderr).toMatch(
      /^paxy: when all jobs have ended: .* merge out\/study-joined out\/study$/m,
    );
    await slurm.idle();
    await expectOneMachine(folder, Number(id));
  },
  240_000,
);

test("the batch script is printed, and names the jobs, their command and the merge", async () => {
  const folder = await withStudy();
  const { stdout, code } = await paxy(folder, [
    "run",
    "study.json",
    "--repeat",
    "9",
    "--slurm",
    "16",
  ]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^#!\/bin\/bash\n#SBATCH --job-name=study\n#SBATCH --array=1-16\n/);
  expect(stdout).toMatch(/^exec .* run study\.json --repeat 9 --shard auto$/m);
  expect(stdout).toMatch(/^# .* merge out\/study-joined out\/study$/m);
}, 30_000);

test("a number of jobs that is none, and a shard beside it, are refused", async () => {
  const folder = await withStudy();
  const no = await paxy(folder, ["run", "study.json", "--slurm", "none"]);
  expect([no.code, no.stderr]).toEqual([
    2,
    expect.stringMatching(/--slurm is "none"; it must be a number/),
  ]);
  const both = await paxy(folder, ["run", "study.json", "--slurm", "3", "--shard", "1/3"]);
  expect([both.code, both.stderr]).toEqual([2, expect.stringMatching(/leave out --shard/)]);
}, 30_000);
