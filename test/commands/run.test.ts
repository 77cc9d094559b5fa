import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { seedFor } from "../seed.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { batchFile, paxy, rows, shell } from "./paxy.ts";

/** Node warns of a fifth listener instead of an eleventh. */
const FEW_LISTENERS =
  'import { EventEmitter } from "node:events"; EventEmitter.defaultMaxListeners = 4;';

const quick = ["--set", "delay=5", "--set", "drop=0"];

describe("a batch", () => {
  test("leaves its results, and a table that can be printed again", async () => {
    const folder = temporaryFolder();
    const sets = [...quick, "--set", "numAcceptors=3,5"];
    const ran = await paxy(folder, ["run", ...sets, "--repeat", "4", "--name", "b"]);
    expect(ran.stderr).toContain("8/8 runs");
    expect(ran.code).toBe(0);
    expect(rows(folder, "b").map(({ trial, run, verdict }) => [trial, run, verdict])).toEqual(
      ["1", "2"].flatMap((trial) => ["1", "2", "3", "4"].map((run) => [trial, run, "agreed"])),
    );
    expect(rows(folder, "b", "decisions.csv")).toHaveLength(8 * 3);
    expect(rows(folder, "b", "summary.csv").map(({ agreed }) => agreed)).toEqual(["4", "4"]);
    const log = readFileSync(join(folder, "out/b/latest/output.log"), "utf8");
    expect(log).toMatch(/^\[trial 2 run 4 paxy-pro\] \[Proposer \w+\] DECIDED \{\d+,\d+,\d+\}/m);
    const again = await paxy(folder, ["report", "out/b/latest"]);
    expect(again.stdout.split("\n").slice(0, 6)).toEqual(ran.stdout.split("\n").slice(0, 6));
  });

  test("decides in every run on the value of its rows in decisions.csv", async () => {
    const folder = temporaryFolder();
    await paxy(folder, ["run", ...quick, "--repeat", "5", "--name", "b"]);
    for (const { run, decision, rounds, elapsed_ms: elapsed } of rows(folder, "b")) {
      const of = rows(folder, "b", "decisions.csv").filter((row) => row.run === run);
      expect(new Set(of.map(({ value }) => value))).toEqual(new Set([decision]));
      expect(Math.max(...of.map(({ round }) => Number(round)))).toBe(Number(rounds));
      expect(Math.max(...of.map((row) => Number(row.elapsed_ms)))).toBe(Number(elapsed));
    }
  });

  test("prints a line of JSON per run and one of the whole", async () => {
    const folder = temporaryFolder();
    const { stdout } = await paxy(folder, ["run", ...quick, "--repeat", "3", "--json"]);
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.map(({ type }) => type)).toEqual(["run", "run", "run", "summary"]);
    expect(lines[0].decisions).toHaveLength(3);
    expect(lines[3]).toMatchObject({ runs: 3, done: 3 });
  });

  test("of which nothing is started says so with --dry-run", async () => {
    const folder = temporaryFolder();
    const { stdout, code } = await paxy(folder, ["run", "--dry-run", "--set", "drop=0..9"]);
    expect(stdout).toContain("sweep-drop: 10 trials, 100 runs, at worst 50 min");
    expect(code).toBe(0);
    expect(existsSync(join(folder, "out"))).toBe(false);
  });

  test.each([
    [["drop=5"], "trial"],
    [["drop=0,10", "delay=5", "moduleVersion=1,2"], "sweep-drop-moduleVersion"],
  ])("without a file, with --set %j, is named %s", async (sets, name) => {
    const args = sets.flatMap((set) => ["--set", set]);
    const { stdout } = await paxy(temporaryFolder(), ["run", "--dry-run", ...args]);
    expect(stdout).toMatch(new RegExp(`^${name}: `, "m"));
  });
});

describe.each(["1", "8"])("with jobs %s", (jobs) => {
  test("a trial that cannot decide is undecided, and nobody else hears of it", async () => {
    const folder = temporaryFolder();
    const file = batchFile(
      folder,
      "poison.json",
      JSON.stringify({
        repeat: 4,
        timeLimit: 1,
        trials: [
          { drop: 0, delay: 5 },
          { drop: 100, propTimeout: 20 },
          { drop: 0, delay: 5 },
        ],
      }),
    );
    const { code, stdout } = await paxy(folder, ["run", file, "--jobs", jobs]);
    const all = rows(folder, "poison");
    expect(all.filter(({ trial }) => trial !== "2").map(({ verdict }) => verdict)).toEqual(
      Array(8).fill("agreed"),
    );
    for (const row of all.filter(({ trial }) => trial === "2")) {
      expect(row).toMatchObject({ verdict: "undecided", rounds: "", elapsed_ms: "", decided: "0" });
      expect(row.messages).not.toBe("0");
    }
    // Each decision belongs to a run that is there, and is heard once.
    const decisions = rows(folder, "poison", "decisions.csv");
    expect(decisions.map((row) => `${row.trial} ${row.run} ${row.proposer}`).sort()).toEqual(
      all
        .filter(({ trial }) => trial !== "2")
        .flatMap(({ trial, run }) => ["bender", "fry", "leela"].map((p) => `${trial} ${run} ${p}`))
        .sort(),
    );
    const summary = rows(folder, "poison", "summary.csv")[1];
    expect(summary).toMatchObject({ elapsed_median_ms: ">1000", elapsed_mean_ms: "" });
    expect(stdout).toContain(">1000");
    expect(code).toBe(0);
  });
});

test("several files in one command run one after the other, and their listeners go with them", async () => {
  const folder = temporaryFolder();
  const files = Array.from({ length: 5 }, (_, n) =>
    batchFile(
      folder,
      `b${n}.json`,
      JSON.stringify({ repeat: 1, trials: [{ moduleName: "paxy_sim" }] }),
    ),
  );
  const { code, stdout, stderr } = await paxy(folder, ["run", ...files], {
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(FEW_LISTENERS)}`,
  });
  expect(code, stderr).toBe(0);
  expect(stdout.match(/^b\d+: 1 run: 1 agreed/gm)).toHaveLength(5);
  expect(stderr).not.toContain("Warning");
});

test("every command that is printed can be pasted, whatever the name of the batch", async () => {
  const folder = temporaryFolder();
  const name = "two words été";
  const args = ["run", ...quick, "--repeat", "300", "--name", name, "--detach"];
  const { stderr } = await paxy(folder, args);
  const stop = /^Stop: (.*)$/m.exec(stderr)?.[1] ?? "";
  expect(await shell(folder, stop)).toContain(`Batch "${name}" was stopped.`);
  const unfinished = await paxy(folder, ["run", "--name", name, ...quick, "--repeat", "1"]);
  const resume = /To resume the old one: (.*)$/m.exec(unfinished.stderr)?.[1] ?? "";
  expect(await shell(folder, `${resume} --detach`)).toContain("keeps running");
  expect(await shell(folder, stop)).toContain("was stopped");
  cpSync(resolve("test/results/kept/paxy-0.1.0"), join(folder, "it's $1"), { recursive: true });
  const reported = await paxy(folder, ["report", "it's $1"]);
  const replay = /^Show one: (.*)$/m.exec(reported.stdout)?.[1] ?? "";
  expect(await shell(folder, replay)).toContain("violation:");
});

test.skipIf(!existsSync("/dev/full"))(
  "a full disk below the output is a sentence and exit code 2, for 1 means a violation",
  async () => {
    const folder = temporaryFolder();
    const run = ["run", ...quick, "--repeat", "1"];
    for (const where of ["> /dev/full", "2> /dev/full"]) {
      const command = `${[process.execPath, resolve("src/setup/paxy.mjs"), ...run].join(" ")} ${where}; echo code $?`;
      const said = await shell(folder, command);
      expect(said).toContain("code 2");
      expect(said).not.toContain("    at ");
    }
  },
);

test("every batch file in trials/ runs, and no version of the protocol breaks its promise", async () => {
  const folder = temporaryFolder();
  const files = readdirSync("trials")
    .filter((name) => name.endsWith(".ts"))
    .map((name) => resolve("trials", name));
  const { code, stderr } = await paxy(folder, [
    ...["run", ...files, "--module", "paxy_sim", "--repeat", "3", "--time-limit", "5"],
    ...["--seed", `${seedFor("trials")}`],
  ]);
  expect(code, stderr).toBe(0);
  for (const file of files) {
    const batch = basename(file, ".ts");
    const all = rows(folder, batch);
    expect(all.length % 3).toBe(0);
    expect(new Set(all.map(({ verdict }) => verdict))).toSatisfy((verdicts: Set<string>) =>
      [...verdicts].every((verdict) => verdict === "agreed" || verdict === "undecided"),
    );
  }
});

describe("exit codes", () => {
  test("a violation is 1, is named, and leaves the trace that shows it", async () => {
    const folder = temporaryFolder();
    const sets = ["moduleVersion=stale_promises", "numAcceptors=3", "drop=0", "delay=150"];
    const args = sets.flatMap((set) => ["--set", set]);
    const { code, stdout } = await paxy(folder, [
      ...[
        "run",
        ...args,
        "--repeat",
        "200",
        "--jobs",
        "40",
        "--time-limit",
        "4",
        "--seed",
        "7",
        "--name",
        "stale",
      ],
    ]);
    const violations = rows(folder, "stale").filter(({ verdict }) => verdict === "violation");
    expect(violations.length).toBeGreaterThan(0);
    expect(violations[0]?.reason).toMatch(/both \{\d+,\d+,\d+\} and \{\d+,\d+,\d+\} were decided/);
    expect(readdirSync(join(folder, "out/stale/latest/violations"))).toHaveLength(
      violations.length,
    );
    expect(stdout).toContain("VIOLATION of agreement or validity in trial 1");
    expect(code).toBe(1);
  });

  test.each([
    [["--set", "dorp=3"], "--set dorp is not a field of a trial; did you mean drop?"],
    [["--set", "drop=140"], "--set drop is 140; it must be a whole number from 0 to 100."],
    [["--set", "drop=1..1000000000"], "--set drop has 1000000000 values; it may have at most"],
    [["--set", "sleep=[10, x]"], '--set sleep is "[10, x]"; it must be a list of whole numbers'],
    [["--repeat", "-1"], "--repeat is -1; it must be a whole number from 1 to"],
    [["--name", "../up"], '--name is "../up"; it must be a plain file name'],
    [["nowhere.ts"], "nowhere.ts does not exist."],
    [["--colour"], "paxy: unknown option '--colour'.\nFor its options: "],
  ])("%j is 2, in a plain sentence, and starts nothing", async (args, sentence) => {
    const folder = temporaryFolder();
    const { code, stderr } = await paxy(folder, ["run", ...args]);
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split("\n").length).toBeLessThanOrEqual(2);
    expect(code).toBe(2);
    expect(existsSync(join(folder, "out"))).toBe(false);
  });

  test.each([
    ["unknown.json", '{"trials":[{"dorp":1}]}', "trials[0].dorp is not a field of a trial"],
    ["type.json", '{"trials":[{"drop":"much"}]}', 'trials[0].drop is "much"; it must be'],
    ["empty.json", '{"trials":[{"sweep":{"drop":[]}}]}', "trials[0].sweep.drop"],
    ["syntax.ts", "export default {", "syntax.ts"],
    ["throws.ts", "throw new Error('no luck today')", "no luck today"],
    ["endless.ts", "await new Promise((end) => setTimeout(end, 600_000));", "10 s"],
    ["nothing.ts", "export const x = 1;", "nothing.ts"],
  ])("the batch file %s is 2", async (name, text, sentence) => {
    const folder = temporaryFolder();
    const { code, stderr } = await paxy(folder, ["run", batchFile(folder, name, text)]);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(code).toBe(2);
    expect(existsSync(join(folder, "out"))).toBe(false);
  });
});
