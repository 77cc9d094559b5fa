import { it } from "vitest";
import { seedFor } from "../seed.ts";
import { fuzzFolders } from "./folders.ts";
import { fuzzInputs } from "./inputs.ts";
import { fuzzKeys } from "./keys.ts";
import { fuzzMessages } from "./messages.ts";
import { fuzzRecords } from "./records.ts";

it("10,000 streams of random bytes: records come out whole, and no others", () => {
  fuzzRecords(10_000, seedFor("records"));
});

it("10,000 streams of key input are the same keys however they are split", () => {
  fuzzKeys(10_000, seedFor("keys"));
});

it("2,000 batch files, --set and sleep texts are refused in sentences or allowed", () => {
  fuzzInputs(2000, seedFor("inputs"));
});

it("400 clients that say anything change nothing and disturb nobody", async () => {
  await fuzzMessages(400, seedFor("messages"));
});

it("200 damaged folders are refused in a sentence or taken up", async () => {
  await fuzzFolders(200, seedFor("folders"));
});
