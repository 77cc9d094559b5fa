import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { removeFolder } from "../remove-folder.ts";
import { seedFor } from "../seed.ts";

/** The README of the project, and the one about the Erlang side. */
const pages = ["README.md", "erlang/README.md"].map((page) => readFileSync(page, "utf8"));
const program = resolve(".build", "cli.js");
const folder = mkdtempSync(join(tmpdir(), "paxy-readme-"));
afterAll(() => removeFolder(folder));

interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command as README.md shows it, run in a folder of its own. */
const paxy = (command: string): Promise<Ended> =>
  new Promise((ended) => {
    const args = command.replace(/^paxy /, "").split(/\s+/);
    execFile(process.execPath, [program, ...args], { cwd: folder }, (error, stdout, stderr) => {
      ended({ status: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });

/** The code blocks of a language below a heading, up to the next heading. */
function blocks(heading: string, language: string): string[] {
  const [, section = ""] = pages.join("\n").split(`${heading}\n`);
  const [own = ""] = section.split(/^#{2,3} /m);
  const fences = own.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, "gm"));
  return [...fences].map(([, text = ""]) => text);
}

const commandsIn = (block = ""): string[] => block.split("\n").filter((line) => line !== "");

describe("the chapter from a real run to a violation understood", () => {
  const commands = commandsIn(blocks("## From a real run to a violation understood", "sh")[0]);
  const command = (number: number): Promise<Ended> => paxy(commands[number - 1] ?? "");

  test("has five commands", () => {
    expect(commands).toHaveLength(5);
  });

  test("runs the trial on real nodes", async () => {
    const { status, stdout } = await command(1);
    expect([0, 1]).toContain(status);
    expect(stdout).toContain("stale: 5 runs");
  });

  test("finds violations among a thousand simulated runs, and replays one of them", async () => {
    const simulated = await command(2);
    expect(simulated.status).toBe(1);
    expect(simulated.stdout).toMatch(/\d{2} violation/);

    const replayed = await command(3);
    expect(replayed.stderr).toBe("");
    expect(replayed.status).toBe(1);
    expect(replayed.stdout).toMatch(/^101 .*time-out/m);
    expect(replayed.stdout).toMatch(/^136 .*promise 0/m);
    expect(replayed.stdout).toMatch(/^199 /m);
    expect(replayed.stdout).toContain("violation: both {0,0,255} and {255,0,0} were decided.");
    expect(replayed.stdout.match(/DECIDED/g)).toHaveLength(3);
  });

  test("shows a shortest schedule that goes wrong, and how to see it again", async () => {
    const { status, stdout } = await command(4);
    expect(status).toBe(1);
    expect(stdout).toContain("VIOLATION in 11 steps");
    const [, schedule = ""] = /--schedule '(.*)'/.exec(stdout) ?? [];
    const timeline = stdout.split("\n").filter((line) => line.includes("│"));

    const bounds = "--set numAcceptors=1 --set moduleVersion=stale_promises";
    const again = await paxy(`paxy check ${bounds} --schedule ${schedule.replaceAll(" ", ",")}`);
    expect(again.status).toBe(1);
    expect(again.stdout.split("\n").filter((line) => line.includes("│"))).toEqual(timeline);
  });

  test("finds nothing wrong with version 2", async () => {
    const { status, stdout } = await command(5);
    expect(status).toBe(0);
    expect(stdout).toContain("every schedule keeps agreement and validity");
  });
});

describe("the user's own protocol", () => {
  const [source = ""] = blocks("## Your own protocol", "erlang");
  const commands = commandsIn(blocks("## Your own protocol", "sh")[0]);

  test("takes fewer than 60 lines", () => {
    expect(source.split("\n").length).toBeLessThan(60);
  });

  test("is checked, and runs on real nodes beside the usual one", async () => {
    writeFileSync(join(folder, "my_acceptor.erl"), source);
    const checked = await paxy(commands[0] ?? "");
    expect(checked.stderr).not.toContain("paxy:");
    expect(checked.stdout).toContain("version my_acceptor, 2 proposers, 3 acceptors");
    expect(checked.status).toBe(0);

    const run = await paxy(`${commands[1]} --repeat 2`);
    expect(run.stdout).toContain("4 runs: 4 agreed");
    expect(run.status).toBe(0);

    const simulated = await paxy(
      `${commands[1]} --module paxy_sim --repeat 100 --seed ${seedFor("my_acceptor")}`,
    );
    expect(simulated.stdout).toContain("200 runs: 200 agreed");
  });

  test("is caught when it votes without a promise", async () => {
    const broken = source.replace("State#{promised := Ballot, voted", "State#{voted");
    expect(broken).not.toBe(source);
    writeFileSync(join(folder, "my_acceptor.erl"), broken);
    const { status, stdout } = await paxy(commands[0] ?? "");
    expect(stdout).toMatch(/VIOLATION in \d+ steps/);
    expect(status).toBe(1);
  });
});
