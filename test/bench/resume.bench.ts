import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { createWorld } from "../survival/world.ts";

const FINISHED = 100_000;
const TARGET_MS = 3000;

/** From `paxy resume` of a folder with 100,000 finished runs to the start of the first new one. */
export default async function resume() {
  const world = createWorld();
  try {
    const batch = { name: "b", repeat: FINISHED + 5, jobs: 2, seed: 1, trials: [{ sleep: [10] }] };
    const file = join(world.folder, "b.json");
    writeFileSync(file, JSON.stringify({ ...batch, repeat: 5 }));
    await world.paxy(["run", file]).ended;
    const directory = join(world.out, "b", "latest");
    multiply(join(directory, "runs.csv"));
    multiply(join(directory, "decisions.csv"));
    writeFileSync(file, JSON.stringify(batch));

    const begin = Date.now();
    const { status, stderr } = await world.paxy(["resume", directory, file]).ended;
    if (status !== 0) throw new Error(stderr);
    const rows = readFileSync(join(directory, "runs.csv"), "utf8").trimEnd().split("\n");
    const [header, ...last] = [rows[0], ...rows.slice(FINISHED + 1)];
    const added = parse([header, ...last].join("\n"), { columns: true }) as {
      started_at: string;
    }[];
    if (added.length !== 5) throw new Error(`${added.length} runs were run, not 5`);
    const ms = Math.min(...added.map(({ started_at }) => Date.parse(started_at))) - begin;
    return [
      {
        figure: `resume with ${FINISHED} finished runs, to the first new run`,
        measured: `${ms} ms`,
        target: `<= ${TARGET_MS} ms`,
        ok: ms <= TARGET_MS,
      },
    ];
  } finally {
    await world.end();
  }
}

/** The rows of 5 runs again and again, as rows of 100,000. */
function multiply(path: string): void {
  const [header, ...rows] = readFileSync(path, "utf8").trimEnd().split("\n");
  const text = [String(header)];
  for (let first = 0; first < FINISHED; first += 5) {
    for (const row of rows)
      text.push(row.replace(/^1,(\d+),/, (_, run) => `1,${first + Number(run)},`));
  }
  writeFileSync(path, `${text.join("\n")}\n`);
}
