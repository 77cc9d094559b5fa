import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seriesOf } from "../../../src/core/statistics/series.ts";
import { DEFAULT_TRIAL } from "../../../src/core/trial/parameters.ts";
import { page } from "../../../src/report/page/page.ts";
import { removeFolder } from "../../remove-folder.ts";
import { documentWithoutScripts } from "./without-scripts.ts";

const trial = (number: number, delay: number, moduleVersion: number, undecided: number) =>
  ({
    number,
    trial: { ...DEFAULT_TRIAL, delay, moduleVersion },
    runs: 30,
    counts: { agreed: 30 - undecided, undecided, violation: 0, failed: 0, cancelled: 0 },
    elapsed: seriesOf(Array.from({ length: 30 - undecided }, (_, run) => 10 * delay + run)),
    rounds: seriesOf(Array.from({ length: 30 - undecided }, () => 2)),
    censored: undecided,
    tally: {
      runs: 30,
      messages: 30 * delay,
      squares: 30 * delay ** 2,
      winners: { fry: 20, leela: 10 },
      lateMs: null,
    },
  }) as never;

const HOSTILE = `<img src=x onerror="document.title='owned'">`;

const INPUT = {
  settings: { name: HOSTILE, repeat: 30, jobs: 1, attemptsMax: 2, timeLimitMs: 3000, seed: 7 },
  trials: [trial(1, 10, 1, 0), trial(2, 50, 1, 20), trial(3, 10, 2, 0), trial(4, 50, 2, 0)],
  health: [0, 2000].map((ms) => ({
    ...({ atMs: 1_800_000_000_000 + ms, node: HOSTILE, state: "up", restarts: 0 } as const),
    ...{ roundTripMs: 0.5, memoryBytes: 30_000_000, processes: 60, runQueue: 0 },
  })),
  facts: [["host", "</dd><script>document.title='owned'</script>"]],
  command: "paxy run study.json",
  file: { name: "study.json", text: '{ "trials": [{}] }' },
  violations: [{ title: "Trial 1, run 2", timeline: "</pre><b>bold</b>" }],
  moreViolations: 0,
} as const;

const text = page(INPUT);

/** Trials that differ in eight fields. */
const VARIED = [1, 2].map((version) => {
  const state = trial(version, 10 * version, version, 0) as { trial: object };
  const more = { drop: version, numProposers: version, numAcceptors: 5 * version };
  const last = { propTimeout: 1000 * version, propBackoff: version, faults: [] };
  return {
    ...state,
    trial: { ...state.trial, ...more, ...last, dropScope: version === 1 ? "promises" : "replies" },
  } as never;
});

describe("the page of a batch", () => {
  test("tells the rule that ended the runs, as the closing table does, and holds its batch file", () => {
    const settings = {
      ...{ name: "hunt", repeat: 30, jobs: 1, attemptsMax: 2, timeLimitMs: 3000, seed: 7 },
      stop: { precision: 0.001 },
    };
    const hunted = page({
      ...{
        settings,
        trials: [trial(1, 10, 1, 0)],
        facts: [],
        health: [],
        violations: [],
        moreViolations: 0,
      },
      ...{ command: "paxy run hunt.json", file: { name: "hunt.json", text: "{<}" } },
    });
    expect(hunted).toContain("1 trial, 30 runs: 30 agreed, 0 undecided, 0 violations");
    expect(hunted).toContain(
      "Runs of a trial: until the median&#39;s 95 % interval is 0.1 % wide.",
    );
    expect(hunted).toContain("Median less precise than asked: trial 1 after 30 runs.");
    expect(hunted).toContain(
      "hunt.json, the batch file of this command</summary><pre>{&lt;}</pre>",
    );
  });

  test("says how many violations it does not show, and where they are", () => {
    expect(text).not.toContain("not shown here");
    expect(page({ ...INPUT, moreViolations: 1 })).toContain(
      "<p>1 more violation is not shown here: the messages of each are in <code>violations/</code>",
    );
    expect(page({ ...INPUT, moreViolations: 170 })).toContain("<p>170 more violations are not");
  });

  test("shows hostile names and values as text", () => {
    expect(text).toContain("&lt;img src=x");
    expect(text).not.toContain("<img");
    expect(text).not.toContain("<b>bold");
    expect(text.match(/<script>/g)).toHaveLength(1);
  });

  test("asks nothing of any network", () => {
    expect(text.replaceAll("http://www.w3.org/", "")).not.toMatch(/https?:\/\//);
    expect(text).toContain("default-src 'none'");
  });

  test("has a chart for the sweep of each figure, with its points in numbers", () => {
    expect(text).toContain("<h3>Median elapsed time, ms, by delay</h3>");
    expect(text).toContain("<h3>Undecided runs, %, by delay</h3>");
    expect(text).not.toContain("<h3>Runs with a violation, %");
    expect([...text.matchAll(/<figcaption>([^<]*)/g)].map(([, caption]) => caption)[0]).toContain(
      "ModuleVersion 1: up from 114.5 at delay 10 to &gt;3000 at delay 50; moduleVersion 2: up from 114.5 at delay 10 to 514.5 at delay 50. The intervals show no difference between the two.",
    );
    expect(text).toContain('aria-label="Median elapsed time, ms, by delay"');
    const numbers = (title: string) =>
      [...(text.split(`<h3>${title}`)[1]?.split("</table>")[0] ?? "").matchAll(/<tr>(.*?)<\/tr>/gs)]
        .map(([, row = ""]) =>
          row
            .replaceAll(/<[^>]*>/g, " ")
            .replaceAll(/\s+/g, " ")
            .trim(),
        )
        .slice(1);
    expect(numbers("Median elapsed time, ms, by delay")).toEqual([
      "10 moduleVersion 1 114.5 [109, 120] 30",
      "50 moduleVersion 1 &gt;3000 [509, &gt;3000] 30",
      "10 moduleVersion 2 114.5 [109, 120] 30",
      "50 moduleVersion 2 514.5 [509, 520] 30",
    ]);
    expect(numbers("Median rounds, by delay")[0]).toBe("10 moduleVersion 1 2 [2, 2] 30");
    expect(numbers("Undecided runs, %, by delay")[1]).toBe(
      "50 moduleVersion 1 66.7 % [47.2, 82.7] 30",
    );
  });

  test("has whole rounds on the axis of rounds", () => {
    const rounds = text.split("<h3>Median rounds, by delay")[1]?.split("</svg>")[0] ?? "";
    const ticks = rounds.split('aria-label="y-axis tick label"')[1]?.split("</g>")[0] ?? "";
    expect(ticks.match(/>[\d.]+</g)).toEqual([">0<", ">1<", ">2<"]);
  });
});

const chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((path) =>
  existsSync(path),
);

describe.skipIf(chromium === undefined)("in a browser (needs chromium)", () => {
  const folder = mkdtempSync(join(tmpdir(), "paxy-page-"));
  afterAll(() => removeFolder(folder));
  const file = join(folder, "report.html");
  beforeAll(() => writeFileSync(file, text));

  const dom = async (path: string): Promise<string> => {
    const profile = `--user-data-dir=${join(folder, "profile")}`;
    const options = ["--headless", "--no-sandbox", "--disable-gpu", profile, "--dump-dom"];
    const run = promisify(execFile)(chromium as string, [...options, `file://${path}`], {
      timeout: 60_000,
    });
    return (await run).stdout;
  };

  test("charts are there, the table sorts, and nothing hostile ran", async () => {
    const sorting = join(folder, "sorting.html");
    const click =
      "<script>document.querySelectorAll('th button')[1].click();document.querySelectorAll('th button')[1].click()</script></body>";
    writeFileSync(sorting, readFileSync(file, "utf8").replace("</body>", click));
    const found = await dom(sorting);
    expect(found.match(/<svg /g)?.length).toBeGreaterThanOrEqual(4);
    expect(found).not.toContain("<title>owned");
    const order = [...found.matchAll(/<tr><td>(\d)<\/td>/g)]
      .slice(0, 4)
      .map(([, number]) => number);
    expect(order).toEqual(["3", "4", "1", "2"]);
  }, 90_000);

  /** What a browser says in its console, and where it asked, while it shows the page. */
  const visit = async (path: string) => {
    const log = `${path}-net.json`;
    const options = [
      ...["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--v=0"],
      ...["--disable-background-networking", "--disable-component-update", "--no-first-run"],
      ...[`--user-data-dir=${path}-profile`, `--log-net-log=${log}`],
    ];
    const { stdout, stderr } = await promisify(execFile)(
      chromium as string,
      [...options, "--dump-dom", `file://${path}`],
      { timeout: 60_000 },
    );
    const asked = [...readFileSync(log, "utf8").matchAll(/"url":"(https?:[^"]*)"/g)].map(
      ([, url]) => url as string,
    );
    const console = stderr.split("\n").filter((line) => line.includes(":CONSOLE"));
    // The browser asks its maker for news of its own.
    const maker = /^https?:\/\/([a-z0-9-]+\.)*(google|googleapis|gvt1|gstatic)\.com/;
    return { dom: stdout, console, asked: asked.filter((url) => !maker.test(url)) };
  };

  test("with scripts on and off all charts are there, the console is silent, and no request leaves", async () => {
    const charts = (dom: string): number => dom.match(/<svg /g)?.length ?? 0;
    const withScripts = await visit(file);
    const without = await documentWithoutScripts(
      chromium as string,
      `file://${file}`,
      join(folder, "off-profile"),
    );
    expect(charts(without)).toBe(charts(text));
    expect(charts(withScripts.dom)).toBe(charts(text));
    expect(withScripts.dom).toContain("<button>trial</button>");
    expect(without).not.toContain("<button>");
    expect(withScripts.console).toEqual([]);
    expect(withScripts.asked).toEqual([]);
  }, 120_000);

  test("printed, its table is as wide as the paper, and no column is cut off", async () => {
    const printed = join(folder, "printed.html");
    const say =
      "document.title = [...document.querySelectorAll('.wide')].map((each) => each.querySelector('table').offsetWidth - each.clientWidth)";
    const wide = page({ ...INPUT, trials: VARIED });
    expect(wide.match(/<th scope="col">/g)?.length).toBeGreaterThan(14);
    writeFileSync(
      printed,
      wide
        .replace("@media print", "@media all")
        .replace("</body>", `<script>${say}</script></body>`),
    );
    expect(await dom(printed)).toContain("<title>0</title>");
  });

  test("a page that did ask would be caught", async () => {
    const asking = join(folder, "asking.html");
    const open = text.replace(/<meta http-equiv[^>]*>/, "");
    writeFileSync(
      asking,
      `${open}<img src="http://127.0.0.1:9/x.png"><script>console.error("seen")</script>`,
    );
    const { asked, console } = await visit(asking);
    expect(asked).toContain("http://127.0.0.1:9/x.png");
    expect(console.join()).toContain("seen");
  }, 120_000);
});
