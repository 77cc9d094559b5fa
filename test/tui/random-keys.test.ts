import { expect, it } from "vitest";
import { pressRandomKeys } from "./random-keys.ts";

it("survives random keys for some seconds", async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  expect(await pressRandomKeys({ seed, ms: 6000 })).toBeGreaterThan(100);
});
