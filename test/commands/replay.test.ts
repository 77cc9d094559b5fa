import { expect, test } from "vitest";
import { temporaryFolder } from "../temporary-folder.ts";
import { batchFile, type Ended, paxy, shell } from "./paxy.ts";

const BATCH = {
  ...{ name: "broken", repeat: 60, timeLimit: 5, seed: 4 },
  trials: [
    {
      ...{ moduleName: "paxy_sim", moduleVersion: "amnesia", numAcceptors: 5, numProposers: 4 },
      ...{ delay: 60, drop: 5, requestDelay: 40 },
      faults: [1, 2, 3, 4, 5].map((acceptor) => ({
        do: "crash",
        at: 25 * acceptor,
        for: 10,
        acceptor,
      })),
    },
  ],
};

async function broken(): Promise<{ readonly folder: string; readonly ran: Ended }> {
  const folder = temporaryFolder();
  const file = batchFile(folder, "broken.json", JSON.stringify(BATCH));
  return { folder, ran: await paxy(folder, ["run", file]) };
}

test("a violation is made smaller at the end of a batch, and the printed command shows it", async () => {
  const { folder, ran } = await broken();
  expect(ran.code, ran.stderr).toBe(1);
  const [, proposers, acceptors] =
    /Made smaller .*: (\d) proposers, (\d) acceptors?, /.exec(ran.stdout) ?? [];
  expect(Number(proposers), ran.stdout).toBeLessThan(4);
  expect(Number(acceptors)).toBeLessThan(5);
  const again = /^To replay it: (.*)$/m.exec(ran.stdout)?.[1] ?? "";
  const shown = await shell(folder, again);
  expect(shown).toMatch(/^violation: both /m);
  expect(shown).toMatch(/^Why: \w+ decided /m);
  expect(shown).toContain("after it had promised");
});

test("replay chooses events, exports, and shows two runs beside each other", async () => {
  const { folder, ran } = await broken();
  const [, place = "", trial = "", run = ""] =
    /^Show one: .* replay (\S+) (\d+) (\d+)$/m.exec(ran.stdout) ?? [];
  const other = run === "1" ? "2" : "1";
  const replay = (...args: string[]) => paxy(folder, ["replay", place, trial, run, ...args]);
  const json = async (...args: string[]) => {
    const lines = (await replay("--json", ...args)).stdout.trim().split("\n");
    return lines.map((line) => JSON.parse(line));
  };
  expect((await json()).at(-1)).toMatchObject({ type: "why", causes: [{ rule: "voted-below" }] });
  const homers = (await json("--actor", "homer")).slice(0, -1);
  expect(homers.length).toBeGreaterThan(0);
  for (const { actor, peer } of homers) expect([actor, peer]).toContain("homer");
  const decided = (await json("--kind", "decided")).slice(0, -1);
  // The one violation has two decisions at least, and no proposer decides twice.
  expect(decided.length).toBeGreaterThanOrEqual(2);
  expect(decided.length).toBeLessThanOrEqual(4);
  for (const { kind } of decided) expect(kind).toBe("decided");
  expect((await replay("--mermaid")).stdout).toMatch(/^sequenceDiagram\n/);
  expect((await replay("--svg")).stdout).toMatch(/^<svg .*<title/s);
  const explored = JSON.parse((await replay("--explore", "--json")).stdout);
  const values = new Set(decided.map(({ message }) => JSON.stringify(message[0])));
  const deciders = explored.actors.filter(
    (actor: { decided: unknown[] }) => actor.decided.length > 0,
  );
  expect(deciders.length).toBeGreaterThanOrEqual(2);
  for (const { decided: told } of deciders) expect(values).toContain(JSON.stringify(told[0]));
  expect(explored.properties[0]).toMatchObject({ name: "agreement", holds: false });
  for (const [args, sentence] of [
    [["--mermaid", "--chance"], "--chance can't be used with --set, --until, --lost, --shrink, "],
    [["--shrink", "--set", "drop=1"], "--shrink can't be used with --set, --until or --lost."],
    [
      ["--json", "--mermaid"],
      "--json can't be used with --svg, --mermaid, --plantuml or --shiviz.",
    ],
    [[other, "--json"], "a second run can't be used with --json, "],
    [[other, "--explore"], "a second run can't be used with --json, --chance, --explore, "],
  ] as const) {
    const { code, stdout, stderr } = await replay(...args);
    expect({ code, stdout }, args.join(" ")).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(sentence);
  }
  const refused = await replay("--actor", "nobody");
  expect(refused).toMatchObject({ code: 2, stdout: "" });
  expect(refused.stderr).toContain("its actors are fry, ");
  const both = await paxy(folder, ["replay", place, trial, run, other]);
  expect(both.stdout).toMatch(/^Run \d+ and run \d+ have their first \d+ events in common/);
  expect(both.stdout).toMatch(/^run \d+ +\| run \d+$/m);
});
