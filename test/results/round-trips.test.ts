import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { firstEventInterval, rateInterval } from "../../src/core/statistics/interval.ts";
import { batchFile, paxy } from "../commands/paxy.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const has = (program: string, ...args: string[]): boolean =>
  spawnSync(program, args, { stdio: "ignore" }).status === 0;

const HAS_R = has("Rscript", "--version");
/** The system's Python has Debian's pandas, whatever another one before it on the path has. */
const PYTHON = ["python3", "/usr/bin/python3"].find((each) => has(each, "-c", "import pandas"));

/** A batch with undecided runs, losses of two kinds and texts that need quotes. */
const BATCH = {
  ...{ name: "trip", repeat: 60, timeLimit: 2, seed: 3 },
  trials: [
    { moduleName: "paxy_sim", sleep: [10, 100], drop: 20 },
    { moduleName: "paxy_sim", drop: 60, dropScope: "promises+votes", moduleVersion: 1 },
  ],
};

let folder = "";
let csv = { runs: "", summary: "" };

async function made(): Promise<void> {
  folder = temporaryFolder();
  await paxy(folder, ["run", batchFile(folder, "trip.json", JSON.stringify(BATCH))]);
  const file = (name: string) => join(folder, "out", "trip", "latest", `${name}.csv`);
  csv = { runs: file("runs"), summary: file("summary") };
}

const rowsOf = (file: string): Record<string, string>[] =>
  parse(readFileSync(file, "utf8"), { columns: true });

describe.skipIf(!HAS_R)("in R (skipped: needs Rscript, Debian's r-base-core)", () => {
  const r = (script: string): string => {
    writeFileSync(join(folder, "script.R"), script);
    return execFileSync("Rscript", ["--vanilla", join(folder, "script.R")], { encoding: "utf8" });
  };

  test("runs.csv survives a round trip, and R's figures are those of summary.csv", async () => {
    await made();
    const back = join(folder, "back.csv");
    const said = r(`
runs <- read.csv("${csv.runs}", check.names = FALSE, colClasses = "character")
write.csv(runs, "${back}", row.names = FALSE)
data <- read.csv("${csv.runs}")
for (t in unique(data$trial)) {
  d <- subset(data, trial == t & verdict %in% c("agreed", "undecided", "violation"))
  time <- ifelse(is.na(d$elapsed_ms), Inf, d$elapsed_ms)
  cat(t, quantile(time, 0.5, names = FALSE),
      binom.test(sum(d$verdict == "undecided"), nrow(d))$conf.int, "\\n")
}`);
    expect(rowsOf(back)).toEqual(rowsOf(csv.runs));
    const summary = rowsOf(csv.summary);
    const lines = said.trim().split("\n");
    expect(lines).toHaveLength(summary.length);
    for (const [index, row] of summary.entries()) {
      const [trial, median, low, high] = (lines[index] as string).trim().split(" ").map(Number);
      expect(String(trial)).toBe(row.trial);
      if (!row.elapsed_median_ms?.startsWith(">"))
        expect(median).toBeCloseTo(Number(row.elapsed_median_ms), 1);
      expect(low).toBeCloseTo(Number(row.undecided_low), 4);
      expect(high).toBeCloseTo(Number(row.undecided_high), 4);
    }
  });

  test("intervals of rates are R's binom.test, for any counts; the geometric ones its pgeom", async () => {
    await made();
    const cases = [
      [0, 7],
      [1, 7],
      [3, 400],
      [399, 400],
      [5, 5],
    ] as const;
    const said = r(
      [
        ...cases.map(
          ([count, n]) => `cat(format(binom.test(${count}, ${n})$conf.int, digits = 12), "\\n")`,
        ),
        // At the ends of an interval for a first event at 20, each tail has 2.5 %.
        `cat(pgeom(19, ${firstEventInterval(20)[0]}), 1 - pgeom(18, ${firstEventInterval(20)[1]}), "\\n")`,
      ].join("\n"),
    );
    const lines = said
      .trim()
      .split("\n")
      .map((line) => line.trim().split(/\s+/).map(Number));
    for (const [index, [count, n]] of cases.entries()) {
      const interval = rateInterval(count, n);
      expect(interval[0]).toBeCloseTo(lines[index]?.[0] as number, 8);
      expect(interval[1]).toBeCloseTo(lines[index]?.[1] as number, 8);
    }
    expect(lines.at(-1)?.[0]).toBeCloseTo(0.025, 8);
    expect(lines.at(-1)?.[1]).toBeCloseTo(0.025, 8);
  });
});

describe.skipIf(PYTHON === undefined)("in pandas (skipped: needs Debian's python3-pandas)", () => {
  test("runs.csv survives a round trip, and the recipe of the README gives summary.csv's medians", async () => {
    await made();
    const back = join(folder, "back.csv");
    const script = `
import pandas as pd
pd.read_csv("${csv.runs}", dtype=str, keep_default_na=False).to_csv("${back}", index=False)
runs = pd.read_csv("${csv.runs}")
data = runs[runs.verdict.isin(["agreed", "undecided", "violation"])]
data = data.assign(time=data.elapsed_ms.fillna(float("inf")))
for trial, time in data.groupby("trial").time:
    print(trial, time.quantile(0.5, interpolation="lower"), time.quantile(0.5, interpolation="higher"))
`;
    const said = execFileSync(PYTHON as string, ["-c", script], { encoding: "utf8" });
    expect(rowsOf(back)).toEqual(rowsOf(csv.runs));
    const lines = said.trim().split("\n");
    for (const [index, row] of rowsOf(csv.summary).entries()) {
      const [, low, high] = (lines[index] as string)
        .split(" ")
        .map((word) => (word === "inf" ? Number.POSITIVE_INFINITY : Number(word)));
      const text = row.elapsed_median_ms as string;
      if (text.startsWith(">")) expect(high).toBe(Number.POSITIVE_INFINITY);
      else expect((Number(low) + Number(high)) / 2).toBeCloseTo(Number(text), 3);
    }
  });
});
