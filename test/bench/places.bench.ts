import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { median } from "simple-statistics";
import { ErlangNode } from "../../src/nodes/erlang-node.ts";
import { ADDRESSES } from "../../src/nodes/places/addresses.ts";
import { batchAuthority } from "../../src/nodes/places/certificates.ts";
import { LOOPBACK } from "../../src/wire/requests.ts";
import { type Network, startHosts, whyNoHosts } from "../machines/hosts.ts";

const RUNS = 200;
const COST_RATIO_MAX = 1.5;
const START_MS_MAX = 2000;
const STARTS = 5;
const LOST_S_MAX = 12;

/** What hosts cost: two network namespaces without added delay against this machine alone. */
export default async function places() {
  const missing = whyNoHosts();
  if (missing !== undefined) {
    return [{ figure: "places", measured: `skipped: needs ${missing}` }];
  }
  const removals: (() => unknown)[] = [];
  const folder = mkdtempSync(join(tmpdir(), "paxy-places-"));
  try {
    const network = await startHosts((remove) => removals.push(remove), [{}, {}]);
    const apart = ["--place", "acceptors=host1,proposers=host2"];
    const started = await startsMs(folder, network);
    const near = await costMs(folder, network, []);
    const far = await costMs(folder, network, apart);
    const lost = await lostS(folder, network, apart);
    return [
      {
        figure: "cost of the harness per run, acceptors and proposers on two hosts",
        measured: `${far.perRunMs.toFixed(2)} ms`,
        reference: `one machine: ${near.perRunMs.toFixed(2)} ms`,
        ratio: (far.perRunMs / near.perRunMs).toFixed(2),
        target: `<= ${COST_RATIO_MAX}`,
        ok: far.perRunMs <= COST_RATIO_MAX * near.perRunMs,
      },
      {
        figure:
          "start of a place, from ssh (its server warm) to the node ready, beyond a node's here",
        measured: `${Math.round(started.there - started.here)} ms`,
        reference: `a node here: ${Math.round(started.here)} ms`,
        target: `<= ${START_MS_MAX} ms`,
        ok: started.there - started.here <= START_MS_MAX,
      },
      {
        figure: "start of two places, from the command to the first run, beyond one machine's",
        measured: `${Math.round(far.startMs - near.startMs)} ms`,
        reference: `one machine: ${Math.round(near.startMs)} ms`,
      },
      {
        figure: "link lost, to its runs failed and the node there gone",
        measured: `${lost.toFixed(1)} s`,
        target: `<= ${LOST_S_MAX} s`,
        ok: lost <= LOST_S_MAX,
      },
    ];
  } finally {
    for (const remove of removals) await remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A node of a batch on a host and one here in turn: medians from the command to the node's first word. */
async function startsMs(folder: string, { environment }: Network) {
  process.env.PATH = environment.PATH;
  const times: { readonly there: number; readonly here: number }[] = [];
  for (let count = 0; count < STARTS; count++) {
    const there = await readyMs(folder, "host1");
    times.push({ there, here: await readyMs(folder, undefined) });
  }
  return {
    there: median(times.map((each) => each.there)),
    here: median(times.map((each) => each.here)),
  };
}

function readyMs(storage: string, host: string | undefined): Promise<number> {
  const name = `paxy-acc@${host === undefined ? "127.0.0.1" : `${host}.host`}`;
  const from = performance.now();
  let took: number | undefined;
  return new Promise((resolve, reject) => {
    const node = new ErlangNode(
      {
        ...{ name, host, storage, role: "acceptors", cookie: "of-the-bench", epmd: "none" },
        ...{ erl: "erl", ebin: realpathSync(".build/ebin"), codePaths: [], startMsMax: 60_000 },
        identity: batchAuthority()(name),
        listens: host === undefined ? LOOPBACK : { ...LOOPBACK, address: ADDRESSES.IPv4.any },
      },
      {
        onReady: () => {
          took = performance.now() - from;
          void node.stop();
        },
        onRecord() {},
        onLine() {},
        onEnd: (how) => (took === undefined ? reject(new Error(`the node ${how}`)) : resolve(took)),
      },
    );
  });
}

function paxy(folder: string, { environment }: Network, args: readonly string[]) {
  const child = spawn(process.execPath, [join(process.cwd(), ".build", "cli.js"), ...args], {
    cwd: folder,
    env: { ...environment, XDG_STATE_HOME: join(folder, "state") },
    stdio: "ignore",
  });
  return { child, ended: new Promise<number | null>((end) => child.on("close", end)) };
}

const rowsOf = (folder: string, name: string): readonly Record<string, string>[] =>
  parse(readFileSync(join(folder, "out", name, "latest", "runs.csv"), "utf8"), { columns: true });

function batch(folder: string, name: string, trial: object, repeat: number): string {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify({ name, repeat, seed: 1, timeLimit: 20, trials: [trial] }));
  return file;
}

/** From one start to the next, without the time that the protocol itself took. */
async function costMs(folder: string, network: Network, options: readonly string[]) {
  const name = options.length === 0 ? "near" : "far";
  const trial = { numProposers: 1, numAcceptors: 3, drop: 0, delay: 0 };
  const file = batch(folder, name, trial, RUNS);
  const from = Date.now();
  const { ended } = paxy(folder, network, ["run", file, ...options]);
  if ((await ended) !== 0) throw new Error(`the batch ${name} did not run`);
  const rows = rowsOf(folder, name).toSorted((a, b) => Number(a.run) - Number(b.run));
  const starts = rows.map((row) => Date.parse(row.started_at ?? ""));
  const total = Math.max(...starts) - Math.min(...starts);
  const protocol = rows.slice(0, -1).reduce((sum, row) => sum + Number(row.elapsed_ms), 0);
  return { perRunMs: (total - protocol) / (rows.length - 1), startMs: Math.min(...starts) - from };
}

async function lostS(
  folder: string,
  network: Network,
  options: readonly string[],
): Promise<number> {
  const file = batch(folder, "lost", { numProposers: 2, numAcceptors: 3, sleep: [50] }, 10_000);
  const { child, ended } = paxy(folder, network, ["run", file, ...options]);
  const rows = () => {
    try {
      return rowsOf(folder, "lost");
    } catch {
      return [];
    }
  };
  await until(() => rows().length > 5);
  const [host] = network.hosts;
  host?.link("down");
  const from = performance.now();
  await until(() => rows().some(({ verdict }) => verdict === "failed"));
  await until(() => host?.processes().length === 0);
  const seconds = (performance.now() - from) / 1000;
  host?.link("up");
  child.kill("SIGINT");
  await ended;
  return seconds;
}

async function until(condition: () => boolean): Promise<void> {
  for (const last = performance.now() + 60_000; !condition(); ) {
    if (performance.now() > last) throw new Error("it did not happen within 60 s");
    await new Promise((again) => setTimeout(again, 50));
  }
}
