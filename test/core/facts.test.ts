import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { FACTS } from "../../src/core/facts.ts";

test("src/core/facts.ts has the facts as Erlang tells them (else: npm run facts)", () => {
  const erl = ["-noshell", "-pa", ".build/ebin", "-run", "paxy_facts", "print"];
  expect(FACTS).toEqual(JSON.parse(execFileSync("erl", erl, { encoding: "utf8" })));
});
