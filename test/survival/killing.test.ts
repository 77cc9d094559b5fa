import { expect, it } from "vitest";
import { seedFor } from "../seed.ts";
import { killAndResume } from "./killing.ts";

const KILLS = 10;

it("after 10 kills at random, nothing is lost, double, wrong or left behind", async () => {
  const { kills } = await killAndResume(KILLS, seedFor("kills"));
  expect(Object.values(kills).reduce((sum, each) => sum + each, 0)).toBe(KILLS);
});
