import { beforeEach, describe, expect, it } from "vitest";
import { LINE_CHARS_MAX } from "../../src/nodes/sanitise.ts";
import { ebinWithTestEngines, type Started, startCluster, until } from "./cluster-under-test.ts";
import { request, TRIAL } from "./trials.ts";

/** What a run of the test engine paxy_local does, by the first entry of its sleep list. */
const DEEDS = {
  nothing: 0,
  everyByte: 1,
  tenMegabytes: 2,
  controlSequences: 3,
  forgedRecords: 4,
  neverEnds: 5,
  crashes: 6,
  manyLines: 7,
  noNewline: 8,
} as const;

let started: Started;
beforeEach(async () => {
  started = await startCluster({ ebin: ebinWithTestEngines() });
});

/** Runs a deed as run 1, and then a plain run, which has to be none the worse for it. */
async function perform(deed: keyof typeof DEEDS): Promise<Started> {
  const { cluster, runs } = started;
  const config = { ...TRIAL, moduleName: "paxy_local" } as const;
  cluster.run(request(1, { ...config, sleep: [DEEDS[deed]] }));
  await until("the run ends", () => runs.length === 1);
  cluster.run(request(2, { ...config, sleep: [DEEDS.nothing] }));
  await until("the next run ends", () => runs.length === 2);
  expect(runs[1]).toMatchObject({ run: 2, verdict: "agreed" });
  return started;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be missing
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/;

describe("output of a node breaks nothing", () => {
  it("every byte there is", async () => {
    const { runs, lines } = await perform("everyByte");
    expect(runs[0]?.verdict).toBe("agreed");
    expect(lines.length).toBeGreaterThanOrEqual(400);
    for (const { text } of lines) expect(text).not.toMatch(CONTROL);
  });

  it("a line of 10 MB is cut and says so", async () => {
    const { runs, lines } = await perform("tenMegabytes");
    expect(runs[0]?.verdict).toBe("agreed");
    await until("the line comes", () => lines.some(({ text }) => text.includes("[cut:")));
    const line = lines.find(({ text }) => text.includes("[cut:"));
    expect(line?.text.length).toBeLessThan(LINE_CHARS_MAX + 100);
  });

  it("control sequences in a run's own lines are made visible", async () => {
    const { lines } = await perform("controlSequences");
    const line = lines.find(({ run, text }) => run === 1 && text.includes("title"));
    expect(line?.text).toBe("␛[2J␛]0;title␇ red ␛[31m<202e><009b>31m \ufffd end");
  });

  it("a forged record is a line, and the run keeps its own verdict", async () => {
    const { runs, lines } = await perform("forgedRecords");
    expect(runs[0]?.verdict).toBe("agreed");
    const forged = lines.filter(({ text }) => text.includes('"verdict":"violation"'));
    expect(forged).toHaveLength(2);
  });

  it("an engine that crashes fails its run with the reason", async () => {
    const { runs } = await perform("crashes");
    expect(runs[0]).toMatchObject({ verdict: "failed" });
    expect(runs[0]?.reason).toContain("on_purpose");
  });

  it("20,000 lines come in few deliveries, and what is left out is said", async () => {
    const { lines, batchMax } = await perform("manyLines");
    const numbers = lines.filter(({ run, text }) => run === 1 && /^\d+$/.test(text));
    const leftOut = lines.flatMap(
      ({ text }) => /(\d+) lines of output were left out/.exec(text)?.[1] ?? [],
    );
    expect(numbers.length + leftOut.reduce((sum, count) => sum + Number(count), 0)).toBe(20_000);
    expect(batchMax).toBeGreaterThan(100);
    expect(batchMax).toBeLessThanOrEqual(1000);
  });

  it("a record behind a line without an end is a record all the same", async () => {
    const { runs } = await perform("noNewline");
    expect(runs[0]?.verdict).toBe("agreed");
  });

  it("a run that never ends and does not listen is ended by a cancel", async () => {
    const { cluster, runs } = started;
    cluster.run(request(1, { ...TRIAL, moduleName: "paxy_local", sleep: [DEEDS.neverEnds] }));
    cluster.cancel({ trial: 1, run: 1, attempt: 1 });
    await until("the run ends", () => runs.length === 1);
    expect(runs[0]).toMatchObject({ verdict: "cancelled", reason: "cancelled by the user" });
  });
});
