import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadBatchFile } from "../../../src/batch/file/load.ts";
import { type Batch, parseBatch } from "../../../src/core/batch/batch.ts";
import { VERSIONS } from "../../../src/core/trial/parameters.ts";
import type { Trial } from "../../../src/core/trial/trial.ts";
import { root } from "../../../src/setup/places.mjs";

async function batch(name: string): Promise<Batch> {
  const data = await loadBatchFile(join(root, "trials", `${name}.ts`));
  const found = parseBatch(data, { versions: VERSIONS, fallback: { name: "-", seed: 1 } });
  if (!found.ok) throw new Error(found.problems.map(({ message }) => message).join("\n"));
  return found.value;
}

const sizes = { quickstart: 3, delay: 62, drop: 70, acceptors: 30, proposers: 11, study: 388 };

test("every file in trials/ is listed here", () => {
  expect(
    readdirSync(join(root, "trials"))
      .filter((name) => name.endsWith(".ts"))
      .sort(),
  ).toEqual(
    Object.keys(sizes)
      .map((name) => `${name}.ts`)
      .sort(),
  );
});

for (const [name, size] of Object.entries(sizes)) {
  test(`trials/${name}.ts is a batch of ${size} trials with its own name`, async () => {
    const { settings, trials } = await batch(name);
    expect(settings.name).toBe(name);
    expect(trials).toHaveLength(size);
  });
}

const reference: Partial<Trial> = {
  moduleName: "paxy_remote",
  sleep: [10, 100, 10, 20, 50],
  numProposers: 3,
  numAcceptors: 5,
  drop: 1,
  delay: 10,
  propTimeout: 100,
  propBackoff: 10,
};

test("the sweeps keep to the reference configuration but for what they vary", async () => {
  for (const [name, varied] of Object.entries({
    delay: "delay",
    drop: "drop",
    acceptors: "numAcceptors",
  })) {
    for (const trial of (await batch(name)).trials) {
      expect({ ...trial, [varied]: 0 }).toMatchObject({ ...reference, [varied]: 0 });
    }
  }
});

test("each of up to 11 proposers has a sleep of its own", async () => {
  for (const { sleep, numAcceptors } of (await batch("proposers")).trials) {
    expect(sleep).toHaveLength(11);
    expect(numAcceptors).toBe(3);
  }
});
