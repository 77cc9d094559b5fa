import { describe, expect, test } from "vitest";
import { parsePython } from "../../../src/batch/python/load.ts";

const read = (text: string, name?: string) => parsePython("trials.py", text, name);

const refusal = (text: string, name?: string): string => {
  try {
    read(text, name);
  } catch (error) {
    return (error as Error).message;
  }
  return "was read";
};

describe("a trial file of the classic runner", () => {
  test("is read by place and by keyword, with names and joined lists", () => {
    const { data, lines } = read(`
from trial import Trial
module_name = "paxy_remote"
base = [
    Trial(module_name, "[10, 100, 10]", 3, 5, 2, 100, 500, 50, "2"),
]
trials = base + [
    Trial(module=module_name, sleep=[0], num_proposers=1, num_acceptors=3, drop=0,
          delay=0, prop_timeout=100, prop_backoff=10, sorry=True),
]
`);
    expect(lines).toEqual([5, 8]);
    expect(data.trials).toEqual([
      {
        moduleName: "paxy_remote",
        sleep: "[10, 100, 10]",
        numProposers: 3,
        numAcceptors: 5,
        drop: 2,
        delay: 100,
        propTimeout: 500,
        propBackoff: 50,
        moduleVersion: 1,
        dropScope: "promises",
      },
      {
        moduleName: "paxy_remote",
        sleep: [0],
        numProposers: 1,
        numAcceptors: 3,
        drop: 0,
        delay: 0,
        propTimeout: 100,
        propBackoff: 10,
        moduleVersion: 2,
        dropScope: "promises",
      },
    ]);
  });

  test("may build its list with comprehensions, loops and f-strings", () => {
    const { data } = read(`
trials = [Trial("paxy_local", f"[{10 * p}]", p, a, 0, 10, 100, 10) for p in range(1, 4) if p != 2 for a in [3, 5]]
for delay in range(0, 200, 100):
    trials.append(Trial("paxy_local", str([1] * 2), 2, 3, 0, delay, 100, 10))
trials += [Trial("paxy_local", "[0]", 9, 9, 0, -(-1), 100, 10)]
`);
    const pairs = data.trials.map(({ numProposers, numAcceptors }) => [numProposers, numAcceptors]);
    expect(pairs).toEqual([
      [1, 3],
      [1, 5],
      [3, 3],
      [3, 5],
      [2, 3],
      [2, 3],
      [9, 9],
    ]);
    expect(data.trials.map(({ sleep }) => sleep)).toEqual([
      "[10]",
      "[10]",
      "[30]",
      "[30]",
      "[1, 1]",
      "[1, 1]",
      "[0]",
    ]);
  });

  test("says once that module_version and unknown keywords have no effect", () => {
    const { notes } = read(`
t = 'Trial'
trials = [Trial("m", "[0]", 1, 1, 0, 0, 1, 0, module_version="2", count_sorries=True) for _ in range(3)]
`);
    expect(notes).toEqual([
      "All trials run version 1 (sorry=False: refusals are ignored).",
      "module_version has no effect: there it only chose how many arguments are passed.",
      "count_sorries had no effect in the classic runner, and has none here.",
      "Only promises are lost (dropScope: promises), as in the classic code.",
    ]);
  });

  test("with several lists asks for one, and FILE:NAME chooses it", () => {
    const text = `
a = [Trial("m", "[0]", 1, 1, 0, 0, 1, 0)]
b = [Trial("m", "[0]", 2, 1, 0, 0, 1, 0)]
`;
    expect(refusal(text)).toBe(
      "trials.py:1: there is no list of trials named trials; it has a, b; choose one as FILE:NAME.",
    );
    expect(read(text, "b").data.trials[0]?.numProposers).toBe(2);
    expect(refusal(text, "c")).toContain("named c; it has a, b.");
  });
});

const trial = 'Trial("m", "[0]", 1, 1, 0, 0, 1, 0)';

describe("nothing of the file is executed, and nothing is guessed", () => {
  test.each([
    ["a syntax error", "trials = [\n)", "trials.py:2: this is not valid Python."],
    [
      "a call of the file's own",
      `x = 1\ntrials = make(x)`,
      "trials.py:2: make(x) cannot be read; write the value itself.",
    ],
    [
      "a list that another statement may change",
      `import random\ntrials = [${trial}]\nrandom.shuffle(trials)`,
      'trials.py:3: "random.shuffle(trials)" is not supported here; write the list itself.',
    ],
    [
      "a change through another name",
      `trials = [${trial}]\nother = trials\nother.reverse()`,
      'trials.py:3: "other.reverse()" is not supported here; write the list itself.',
    ],
    [
      "a condition",
      `trials = [${trial}]\nif fast:\n  trials = trials[:1]`,
      'trials.py:2: "if fast:" is not supported here; write the list itself.',
    ],
    [
      "a missing argument",
      'trials = [Trial("m", "[0]", 1)]',
      "trials.py:1: Trial(...) has no num_acceptors, drop, delay, prop_timeout, prop_backoff.",
    ],
    [
      "an argument given twice",
      'trials = [Trial("m", "[0]", 1, 1, 0, 0, 1, 0, drop=1)]',
      "trials.py:1: drop is given twice.",
    ],
    [
      "a name without a value",
      "trials = [Trial(module)]",
      "trials.py:1: module has no value in this file.",
    ],
    [
      "an endless list",
      "trials = [1] * 10 ** 9",
      "trials.py:1: this list has more than 100000 elements.",
    ],
    [
      "a bomb of loops",
      "x = [1]\nfor i in range(40):\n  x += x\ntrials = x",
      "trials.py:3: this list has more than 100000 elements.",
    ],
    [
      "another function",
      `trials = [Trial("m", "[0]", 1, 1, 0, 0, 1, 0, function="go")]`,
      `trials.py:1: function is 'go'; paxy runs only "start".`,
    ],
  ])("%s is refused with its line", (_, text, said) => {
    expect(refusal(text)).toBe(said);
  });

  test("functions, classes, imports and what runs the list are passed over", () => {
    const text = `
"""Trials."""
import os, sys
class Runner:
    def go(self): os.remove("x")
def main(): Runner().go(trials)
trials = [${trial}]
if __name__ == "__main__":
    main()
    trials.clear()
`;
    expect(read(text).data.trials).toHaveLength(1);
  });
});
