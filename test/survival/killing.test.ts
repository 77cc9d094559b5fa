import { expect, it } from "vitest";
import { killAndResume } from "./killing.ts";

const KILLS = 10;

it("after 10 kills at random, nothing is lost, double, wrong or left behind", async () => {
  const seed = Number(process.env.PAXY_SEED ?? Date.now() % 1_000_000);
  console.log(`kills: PAXY_SEED=${seed}`);
  const { kills } = await killAndResume(KILLS, seed);
  expect(Object.values(kills).reduce((sum, each) => sum + each, 0)).toBe(KILLS);
}, 120_000);
