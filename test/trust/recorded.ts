import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CONFIGURATIONS, type Configuration } from "./configurations.ts";
import type { Shown } from "./distributions.ts";

/**
 * 400 runs on three real nodes of each of some configurations: a line each, with
 * the configuration's name, elapsed ms and rounds (empty where undecided), and
 * messages. No timer of them was more than 5 ms late; the processes had a
 * real-time priority on a busy machine with 2 cores, 4 runs at a time. To make
 * the file again: `PAXY_RECORD=1 chrt -f 10 npm run bench -- sim-vs-real`.
 */
const FILE = fileURLToPath(new URL("recorded.csv", import.meta.url));

const RECORDED: readonly string[] = [
  "defaults, version 1",
  "defaults, version 2",
  "6 proposers, version 1",
  "no back-off",
  "promises lost",
  "requests doubled",
  "acceptors stopped",
];

export function recordedRuns(): (Configuration & { readonly runs: readonly Shown[] })[] {
  const lines = readFileSync(FILE, "utf8").trimEnd().split("\n").slice(1);
  const rows = lines.map((line) => {
    const [configuration, elapsedMs, rounds, messages] = line.split(";");
    return { configuration, elapsedMs, rounds, messages };
  });
  return CONFIGURATIONS.filter(({ name }) => RECORDED.includes(name)).map((each) => ({
    ...each,
    runs: rows
      .filter(({ configuration }) => configuration === each.name)
      .map(({ elapsedMs, rounds, messages }) => ({
        elapsedMs: elapsedMs ? Number(elapsedMs) : null,
        rounds: rounds ? Number(rounds) : null,
        messages: Number(messages),
      })),
  }));
}

/** Writes the runs of all configurations that are kept, in the order of CONFIGURATIONS. */
export function record(file: string, all: readonly (readonly Shown[])[]): void {
  const rows = CONFIGURATIONS.flatMap(({ name }, index) =>
    RECORDED.includes(name)
      ? (all[index] ?? []).map(({ elapsedMs, rounds, messages }) =>
          [name, elapsedMs, rounds, messages].join(";"),
        )
      : [],
  );
  writeFileSync(file, `${["configuration;elapsed_ms;rounds;messages", ...rows].join("\n")}\n`);
}
