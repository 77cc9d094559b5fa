import { it } from "vitest";
import { seedFor } from "../seed.ts";
import { pressRandomKeys } from "./random-keys.ts";

it("survives 3,000 random keys", async () => {
  await pressRandomKeys({ seed: seedFor("keys"), keys: 3000 });
});
