import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { shellArgument } from "../../src/core/shell-argument.ts";
import { fc } from "../seed.ts";

test("a shell reads every quoted text as it was, and a terminal meets no control character", () => {
  const texts = fc.sample(fc.string({ unit: "binary", minLength: 1 }), { numRuns: 300, seed: 7 });
  const all = [...texts, "a b", "it's", "$HOME", "`id`", "-n", "~", "\u001b[31m", "\u202e", "\n"]
    .map((text) => text.replaceAll("\0", ""))
    .map((text) => Buffer.from(text, "utf8").toString("utf8"));
  const command = `printf '%s\\0' ${all.map(shellArgument).join(" ")}`;
  const { stdout } = spawnSync("/bin/bash", ["-c", command], { encoding: "utf8" });
  expect(stdout.split("\0").slice(0, -1)).toEqual(all);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(all.map(shellArgument).join("")).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
});
