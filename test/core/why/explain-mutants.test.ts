import { execFile } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { explain } from "../../../src/core/why/explain.ts";
import { sentences } from "../../../src/core/why/words.ts";
import { asEvents } from "../../../src/results/traces.ts";
import { removeFolder } from "../../remove-folder.ts";
import { noted } from "./second-reader.ts";

/** What must be named for changes whose effect is known: which rule, of those that it can break. */
const KNOWN: readonly (readonly [change: RegExp, rules: readonly string[]])[] = [
  [/^prepare: (goe is always|always as for) true/, ["voted-below"]],
  [/^accept: (goe is always|always as for) true/, ["voted-below"]],
  [/^accept: voted stays as it was/, ["hid-its-vote"]],
  [/^accept: the first of two is left out/, ["hid-its-vote"]],
  [/^handle: the guard is gone 1/, ["proposed-without-quorum"]],
  [/^promise: (always as for false|value stays)/, ["passed-over-a-vote"]],
];

test("wrong acceptors and proposers are explained by a rule that they break", async () => {
  const folder = mkdtempSync(join(tmpdir(), "paxy-why-"));
  try {
    const sources = ["test/erlang/check/core_mutants.erl", "test/core/why/mutant_traces.erl"];
    await promisify(execFile)("erlc", ["-o", folder, ...sources]);
    const { stdout } = await promisify(execFile)(
      "erl",
      ["-noshell", "-pa", join(".build", "ebin"), folder, "-eval", "mutant_traces:run(), halt()."],
      { maxBuffer: 1e9 },
    );
    const known = new Set<RegExp>();
    const all = mutantsIn(stdout);
    for (const { text, acceptors, events } of all) {
      const explanation = explain(asEvents(events), acceptors);
      const said = `${text}\n${explanation ? sentences(explanation).join("\n") : ""}`;
      const causes = explanation?.causes ?? [];
      expect(causes.length, said).toBeGreaterThan(0);
      const notes = noted(asEvents(events), acceptors);
      for (const { rule, at, actor } of causes)
        expect(notes, said).toContainEqual({ rule, at, actor });
      for (const [change, rules] of KNOWN.filter(([each]) => each.test(text))) {
        for (const { rule } of causes) expect(rules, said).toContain(rule);
        known.add(change);
      }
    }
    console.log(`${all.length} wrong cores explained, ${known.size} of them by a known rule`);
    expect(all.length).toBeGreaterThanOrEqual(10);
    expect(known.size).toBeGreaterThanOrEqual(4);
  } finally {
    removeFolder(folder);
  }
});

function mutantsIn(text: string) {
  const mutants: { text: string; acceptors: number; events: unknown[] }[] = [];
  for (const line of text.trim().split("\n")) {
    const data = JSON.parse(line);
    if (data.t === "mutant")
      mutants.push({ text: data.text, acceptors: data.acceptors, events: [] });
    else mutants.at(-1)?.events.push(data);
  }
  return mutants;
}
