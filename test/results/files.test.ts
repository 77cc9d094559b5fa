import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { createQueue } from "../../src/core/queue/queue.ts";
import { reportOf } from "../../src/core/statistics/uncertainty.ts";
import { AppendFile } from "../../src/results/append-file.ts";
import { createDirectory, latestIn, writeSummary } from "../../src/results/directory.ts";
import { manifestOf, readManifest, writeManifest } from "../../src/results/manifest.ts";
import { OutputLog } from "../../src/results/output-log.ts";
import { readLines } from "../../src/results/read-lines.ts";
import { SUMMARY_COLUMNS, summaryCsv } from "../../src/results/summary-csv.ts";
import { violationFile, writeViolation } from "../../src/results/violations.ts";
import { begun, recordOf, settings, tell, trialOf, undecided } from "../core/queue/examples.ts";
import { temporaryFolder } from "../temporary-folder.ts";

test("a batch gets a directory by its start, and latest points at the last one", async () => {
  const out = temporaryFolder();
  const at = new Date(2026, 10, 22, 18, 3, 5);
  const names = [];
  for (let copy = 0; copy < 3; copy++)
    names.push(await createDirectory(out, { name: "quick" }, at));
  expect(names).toEqual(
    ["20261122-180305", "20261122-180305-2", "20261122-180305-3"].map((name) =>
      join(out, "quick", name),
    ),
  );
  expect(readlinkSync(join(out, "quick", "latest"))).toBe("20261122-180305-3");
  expect(readdirSync(join(out, "quick"))).toHaveLength(4);
});

test("starts at the same moment all get a directory, and latest points at one of them", async () => {
  const out = temporaryFolder();
  const at = new Date(2026, 10, 22, 18, 3, 5);
  const names = await Promise.all(
    Array.from({ length: 20 }, () => createDirectory(out, { name: "quick" }, at)),
  );
  expect(new Set(names).size).toBe(20);
  expect(names).toContain(join(out, "quick", readlinkSync(join(out, "quick", "latest"))));
  expect(readdirSync(join(out, "quick"))).toHaveLength(21);
});

test("a real folder named latest, as a copy has, is left alone; the newest results count", async () => {
  const out = temporaryFolder();
  const parent = join(out, "quick");
  mkdirSync(join(parent, "latest"), { recursive: true });
  expect(await latestIn(parent)).toBe(join(parent, "latest"));
  const at = new Date(2026, 10, 22, 18, 3, 5);
  for (let copy = 0; copy < 10; copy++) await createDirectory(out, { name: "quick" }, at);
  expect(await latestIn(parent)).toBe(join(parent, "20261122-180305-10"));
  expect(readdirSync(parent).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

test.each(["runs.csv", "decisions.csv", "manifest.json"])(
  "a named pipe in the place of %s is a sentence, and nobody waits for its other end",
  async (name) => {
    const directory = temporaryFolder();
    execFileSync("mkfifo", [join(directory, name)]);
    const sentence = `${name} is not a regular file`;
    if (name === "manifest.json") {
      const found = await readManifest(directory);
      expect(found.ok ? "" : found.problems[0]?.message).toContain(sentence);
      return;
    }
    await expect(AppendFile.open(join(directory, name))).rejects.toThrow(sentence);
    await expect(readLines(join(directory, name), () => {})).rejects.toThrow(sentence);
  },
);

test("a device without end in the place of a file is refused", async () => {
  const path = join(temporaryFolder(), "runs.csv");
  symlinkSync("/dev/zero", path);
  await expect(readLines(path, () => {})).rejects.toThrow("runs.csv is not a regular file");
});

const circumstances = {
  versions: { paxy: "0.1.0", node: "20.19.0", otp: "25" },
  erlangCode: "abc",
  fileTrials: "",
  fileJobs: 1,
  host: "here",
  startedAt: "2026-11-22T18:00:00.000Z",
  endedAt: null,
};

describe("the manifest", () => {
  test("comes back as it was written", async () => {
    const directory = temporaryFolder();
    const manifest = manifestOf(
      createQueue(settings(), [trialOf(), trialOf({ moduleVersion: "mine" })]),
      circumstances,
    );
    expect(await writeManifest(directory, manifest)).toEqual({ ok: true });
    expect(await readManifest(directory)).toEqual({ ok: true, value: manifest });
    expect(readdirSync(directory)).toEqual(["manifest.json"]);
    const lines = readFileSync(join(directory, "manifest.json"), "utf8").trim().split("\n");
    expect(lines.filter((line) => line.startsWith('    {"number":'))).toHaveLength(2);
    expect(lines.at(-2)).toBe('  "fileTrials": ""');
  });

  test("of a batch that had come to its end says so, and of one that was interrupted too", () => {
    const [going] = begun({ repeat: 1 }, [trialOf()]);
    const statusAfter = (...events: Parameters<typeof tell>[1][]) =>
      manifestOf(tell(going, ...events)[0], circumstances).status;
    expect(statusAfter(recordOf(), { type: "stop" })).toBe("finished");
    expect(statusAfter({ type: "stop" }, undecided({ verdict: "cancelled" }))).toBe("stopped");
  });

  test("that is missing, torn or of another kind is refused in a sentence", async () => {
    const directory = temporaryFolder();
    const path = join(directory, "manifest.json");
    const message = async () => {
      const found = await readManifest(directory);
      return found.ok ? "fine" : found.problems[0]?.message.replace(path, "manifest.json");
    };
    expect(await message()).toBe("manifest.json is missing");
    writeFileSync(path, '{"format": 1, "tri');
    expect(await message()).toBe("manifest.json is not valid JSON");
    writeFileSync(path, '{"format": 0}');
    expect(await message()).toMatch(/^manifest.json cannot be used: format /);
  });

  test("is held against the rules of a batch: nothing in it reaches a terminal raw, or hangs", async () => {
    const directory = temporaryFolder();
    const path = join(directory, "manifest.json");
    const manifest = manifestOf(createQueue(settings(), [trialOf(), trialOf()]), circumstances);
    const { trials } = manifest;
    const cases = [
      [
        { settings: { ...manifest.settings, name: "\u001b[31mred\u001b]0;pwn\u0007" } },
        "settings.name",
      ],
      [{ settings: { ...manifest.settings, jobs: 0 } }, "settings.jobs is 0; it must be"],
      [{ trials: [trials[0], trials[0]] }, "trials has a trial number twice"],
      [{ trials: [{ ...trials[0], runs: 9e15 }] }, "trials.0.runs"],
    ] as const;
    for (const [damage, sentence] of cases) {
      writeFileSync(path, JSON.stringify({ ...manifest, ...damage }));
      const found = await readManifest(directory);
      const message = found.ok ? "fine" : String(found.problems[0]?.message);
      expect(message).toContain(sentence);
      expect(message).not.toMatch(/\p{Cc}/u);
    }
  });
});

describe("the summary", () => {
  const [state] = tell(
    createQueue(settings({ repeat: 3 }), [trialOf(), trialOf({ sleep: [1, 2] })]),
    { type: "begin" },
    recordOf({ elapsedMs: 100, rounds: 0 }),
    recordOf({ run: 2, elapsedMs: 151, rounds: 1 }),
    recordOf({ run: 3, elapsedMs: 200, rounds: 1 }),
    recordOf({ trial: 2, elapsedMs: 100, rounds: 0 }),
    undecided({ trial: 2, run: 2 }),
    undecided({ trial: 2, run: 3 }),
  );
  const text = summaryCsv(state.trials.map((each) => reportOf(each, { timeLimitMs: 30_000 })));

  test("has a row per trial, with means only where no run is undecided", () => {
    expect(text.split("\n", 1)).toEqual([SUMMARY_COLUMNS.join(",")]);
    const [first, second] = parse(text, { columns: true }) as Record<string, string>[];
    expect(first).toMatchObject({
      ...{ trial: "1", module_name: "paxy_remote", sleep: "[0]", faults: "", deadline: "silence" },
      ...{ runs: "3", agreed: "3", undecided: "0", violation: "0", failed: "0", cancelled: "0" },
      ...{ rounds_mean: "0.667", rounds_mean_low: "", rounds_mean_high: "" },
      ...{ rounds_median: "1", rounds_p95: "", elapsed_mean_ms: "150.333" },
      ...{ elapsed_mean_low_ms: "", elapsed_mean_high_ms: "" },
      ...{ elapsed_median_ms: "151", elapsed_p95_ms: "", elapsed_median_low_ms: "" },
      ...{ elapsed_p95_low_ms: "151", elapsed_restricted_mean_ms: "150.333" },
      ...{ undecided_low: "0", undecided_high: "0.7076", violation_high: "0.7076" },
    });
    expect(second).toMatchObject({
      ...{ trial: "2", sleep: "[1, 2]", agreed: "1", undecided: "2", rounds_mean: "" },
      ...{ rounds_median: ">?", elapsed_mean_ms: "", elapsed_median_ms: ">30000" },
      ...{ elapsed_p95_low_ms: ">30000", elapsed_restricted_mean_ms: "20033.333" },
      ...{ elapsed_restricted_mean_low_ms: "", elapsed_restricted_mean_high_ms: "" },
      ...{ undecided_low: "0.0943", undecided_high: "0.9916" },
    });
  });

  test("is replaced as a whole", async () => {
    const directory = temporaryFolder();
    await writeSummary(directory, "old\n");
    await writeSummary(directory, text);
    expect(readFileSync(join(directory, "summary.csv"), "utf8")).toBe(text);
  });
});

test("output is tagged with its run and node, and survives its directory", async () => {
  const directory = temporaryFolder();
  const log = await OutputLog.open(directory);
  log.write([
    { atMs: 1, node: "paxy-pro@127.0.0.1", trial: 3, run: 7, text: "[Proposer fry] DECIDED" },
    { atMs: 2, node: "paxy-run@127.0.0.1", trial: 0, run: 0, text: "hello" },
  ]);
  await log.close();
  expect(readFileSync(join(directory, "output.log"), "utf8")).toBe(
    "[trial 3 run 7 paxy-pro] [Proposer fry] DECIDED\n[paxy-run] hello\n",
  );
});

test("the trace of a violation is a file of its own", async () => {
  const directory = temporaryFolder();
  const record = recordOf({ trial: 3, run: 7, verdict: "violation" });
  expect(await writeViolation(directory, record, ['{"a":1}', '{"b":2}'])).toEqual({ ok: true });
  expect(violationFile(record)).toBe("violations/trial-3-run-7-attempt-1.jsonl");
  expect(readFileSync(join(directory, violationFile(record)), "utf8")).toBe('{"a":1}\n{"b":2}\n');
});
