import { existsSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { openSettings } from "../../src/settings.ts";
import { openScreen } from "../../src/tui/index.ts";
import { NODES, onHosts } from "./fake-nodes.ts";
import { createFakeService, type FakeBatch } from "./fake-service.ts";
import { QUICK_START } from "./quick-start.ts";

/**
 * The screen on a fake service, as a program for a real terminal:
 *   node fake-program.js '{"many":10000,"live":300,"flood":10000}'
 */
export interface ProgramOptions {
  readonly batch?: FakeBatch;
  /** So many trials of a sweep instead. */
  readonly many?: number;
  readonly repeat?: number;
  readonly jobs?: number;
  /** Runs that have ended before the first frame. */
  readonly ended?: number;
  /** Runs end by themselves after about so many ms. */
  readonly live?: number;
  /** Lines a second. */
  readonly flood?: number;
  /** Nodes on so many hosts, this one included, instead of three here. */
  readonly hosts?: number;
  /** The nodes' figures change every so many ms. */
  readonly nodesChange?: number;
  /** The service alone, to be measured without a screen. */
  readonly screenless?: boolean;
  readonly canLeave?: boolean;
  readonly readOnly?: string;
  /** The program as the user calls it. */
  readonly program?: string;
  readonly ascii?: boolean;
  readonly mouse?: boolean;
  readonly screenReader?: boolean;
  /** Folder of the settings. */
  readonly settings?: string;
  /** Path of a socket on which the service is steered, see `steer`. */
  readonly control?: string;
}

const options: ProgramOptions = JSON.parse(process.argv[2] ?? "{}");
const { repeat = 5, jobs = 1 } = options;
const batch = options.batch ?? { trials: options.many ? sweep(options.many) : QUICK_START.trials };
const service = createFakeService({ ...batch, settings: { repeat, jobs, ...batch.settings } });
const delay = monitorEventLoopDelay({ resolution: 5 });
for (let count = 0; count < (options.ended ?? 0); count++) service.endRun();
const nodes = options.hosts === undefined ? NODES : onHosts(options.hosts);
service.setNodes(nodes);
if (options.live !== undefined) service.live(options.live);
if (options.flood !== undefined) service.flood(options.flood);
if (options.nodesChange !== undefined) changeNodes(options.nodesChange);
if (options.control !== undefined) steer(options.control);

if (options.screenless) await new Promise((resolve) => setTimeout(resolve, 3_600_000));

try {
  const end = await openScreen({
    client: service,
    settings: openSettings(options.settings),
    canLeave: options.canLeave ?? false,
    readOnly: options.readOnly ?? "",
    program: options.program ?? "paxy",
    ascii: options.ascii ?? false,
    mouse: options.mouse ?? false,
    screenReader: options.screenReader ?? false,
  });
  console.log(`ended: ${end}`);
  process.exit(0);
} catch (error) {
  console.log(`failed: ${(error as Error).message}`);
  process.exit(1);
}

function sweep(count: number): FakeBatch["trials"] {
  return Array.from({ length: count }, (_, index) => ({
    delay: 10 + (Math.floor(index / 2) % 31) * 10,
    drop: Math.floor(index / 62),
    moduleVersion: 1 + (index % 2),
  }));
}

/** As a health check would: every figure moves a little. */
function changeNodes(everyMs: number): void {
  let count = 0;
  setInterval(() => {
    count++;
    service.setNodes(
      nodes.map((node, index) => ({
        ...node,
        roundTripMs: 0.2 + ((count + index) % 5) / 10,
        uptimeMs: 72_000 + count * everyMs,
        processes: 60 + ((count + index) % 4),
        memoryBytes: 32_000_000 + ((count * 7 + index) % 9) * 200_000,
      })),
    );
  }, everyMs).unref();
}

/** One call per line: `{"call":"endRun","with":[{"verdict":"violation"}]}`; answers with its result. */
function steer(path: string): void {
  const calls: Readonly<Record<string, (...given: never[]) => unknown>> = {
    endRun: service.endRun,
    print: service.print,
    setNodes: service.setNodes,
    live: service.live,
    flood: service.flood,
    close: service.close,
    snapshot: service.snapshot,
    commands: () => service.commands,
    ready: () => true,
    // Measured from the call before on: measuring costs time, too.
    loopDelayMs: () => {
      delay.enable();
      const { max } = delay;
      delay.reset();
      return max / 1e6;
    },
    memoryMb: () => {
      globalThis.gc?.();
      return process.memoryUsage().rss / 1e6;
    },
    memory: () => {
      globalThis.gc?.();
      return process.memoryUsage();
    },
    cpuMs: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    },
    crash: () => service.setNodes([{} as never]),
  };
  if (existsSync(path)) rmSync(path);
  createServer((socket) => {
    createInterface({ input: socket }).on("line", async (line) => {
      const { call, with: given = [] } = JSON.parse(line);
      const result = await calls[call]?.(...(given as never[]));
      socket.write(`${JSON.stringify(result ?? null)}\n`);
    });
  })
    .listen(path)
    .unref();
}
