import { join } from "node:path";
import type { HealthSample, NodeHealth } from "../core/run/health.ts";
import { AppendFile } from "./append-file.ts";
import { csv } from "./csv.ts";
import { records } from "./csv-lines.ts";
import { readRegular } from "./regular-file.ts";

const HEALTH_FILE = "health.csv";

const HEADER = csv([
  ["at", "node", "state", "round_trip_ms", "memory_bytes", "processes", "run_queue", "restarts"],
]);

const EVERY_MS_MIN = 1000;
/** A sample comes after a hundredth of the time so far, so that a batch of days has some hundred more. */
const EVERY_SHARE = 0.01;
/** A slow disk must not fill the memory. */
const WAITING_MAX = 1 << 20;

interface Moment {
  readonly wallMs: number;
  /** Only ever goes forward. */
  readonly monotonicMs: number;
}

/**
 * The health of the nodes while a batch runs: a row per node at most once a second, seldom in a long
 * batch, and whenever a node goes or comes. It never delays the batch, and a row that can't be
 * written is left out. A batch without nodes has no such file.
 */
export class HealthLog {
  readonly #path: string;
  #file: AppendFile | undefined;
  #beganMs: number | undefined;
  #nextMs = 0;
  #states = "";
  #waiting = "";
  #working: Promise<void> | undefined;

  constructor(directory: string) {
    this.#path = join(directory, HEALTH_FILE);
  }

  note(nodes: readonly NodeHealth[], { wallMs, monotonicMs }: Moment): void {
    const used = nodes.filter(({ state }) => state !== "unused");
    if (used.length === 0 || this.#waiting.length > WAITING_MAX) return;
    const states = used.map(({ name, state }) => `${name} ${state}`).join("\n");
    if (monotonicMs < this.#nextMs && states === this.#states) return;
    this.#beganMs ??= monotonicMs;
    this.#nextMs =
      monotonicMs + Math.max(EVERY_MS_MIN, EVERY_SHARE * (monotonicMs - this.#beganMs));
    this.#states = states;
    this.#waiting += csv(used.map((node) => cellsOf(node, wallMs)));
    this.#working ??= this.#work();
  }

  /** Writes the rows that wait. */
  async close(): Promise<void> {
    await this.#working;
    await this.#file?.close();
  }

  async #work(): Promise<void> {
    while (this.#waiting !== "") {
      const text = this.#waiting;
      this.#waiting = "";
      try {
        this.#file ??= await AppendFile.open(this.#path, HEADER);
      } catch {
        continue;
      }
      const written = await this.#file.append(text);
      if (!written.ok) await this.#file.recover();
    }
    this.#working = undefined;
  }
}

const cellsOf = (node: NodeHealth, wallMs: number) => [
  ...[new Date(wallMs).toISOString(), node.name, node.state],
  node.roundTripMs === null ? null : Number(node.roundTripMs.toFixed(3)),
  ...[node.memoryBytes, node.processes, node.runQueue, node.restarts],
];

const STATES: readonly string[] = ["starting", "up", "down"] satisfies NodeHealth["state"][];

/** The kept health of a batch's nodes, in the order of the file; damaged rows are left out. */
export async function readHealth(directory: string): Promise<readonly HealthSample[]> {
  const text = await readRegular(join(directory, HEALTH_FILE)).catch(() => "");
  return records(text, () => {}).flatMap((cells) => {
    const [at = "", node = "", state = "", ...figures] = cells;
    const atMs = Date.parse(at);
    if (Number.isNaN(atMs) || !STATES.includes(state) || figures.length !== FIGURES) return [];
    const [roundTripMs, memoryBytes, processes, runQueue, restarts] = figures.map((cell) =>
      cell === "" ? null : Number(cell),
    );
    if ([roundTripMs, memoryBytes, processes, runQueue, restarts].some(Number.isNaN)) return [];
    return [{ atMs, node, state, roundTripMs, memoryBytes, processes, runQueue, restarts }];
  }) as readonly HealthSample[];
}

const FIGURES = 5;
