/**
 * Finds the run that README.md tells of in "From a real run to a violation
 * understood", and prints its timeline. After a change of rules or draws:
 *
 *     npm run -s build && node test/story.mjs
 *
 * The story needs a short run in which fry's first wait ends just after 100 ms
 * and fry and bender decide against each other.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const program = resolve(".build", "cli.js");
const folder = mkdtempSync(join(tmpdir(), "paxy-story-"));
const command = readFileSync("README.md", "utf8")
  .split("\n")
  .find((line) => line.startsWith("paxy run") && line.includes("--name stale --module paxy_sim"));

/**
 * What a command prints, whatever its exit code.
 * @param {string} text
 */
function paxy(text) {
  const { stdout } = spawnSync(process.execPath, [program, ...text.split(/\s+/)], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1e8,
  });
  return stdout;
}

try {
  const closing = paxy((command ?? "").replace("paxy ", ""));
  console.log(closing.trim().split("\n").slice(-2).join("\n"));
  const files = readdirSync(join(folder, "out", "stale", "latest", "violations"));
  const runs = files.map((name) => Number(/run-?(\d+)/.exec(name)?.[1]));
  const timelines = runs.map((run) => ({ run, text: paxy(`replay out/stale/latest 1 ${run}`) }));
  const fitting = timelines.filter(
    ({ text }) =>
      /^10\d .*time-out/m.test(text) &&
      /both \{0,255,0\} and \{255,0,0\} were decided/.test(text) &&
      text.match(/DECIDED/g)?.length === 3,
  );
  const [best] = fitting.toSorted((a, b) => a.text.length - b.text.length);
  console.log(
    best === undefined ? "No run fits; try another --seed." : `Run ${best.run}:\n${best.text}`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
