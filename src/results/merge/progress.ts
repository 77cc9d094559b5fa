import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ShardsTold } from "../../core/queue/share.ts";
import type { BatchSettings } from "../../core/queue/state.ts";
import { readManifest } from "../manifest.ts";
import { RUNS_FILE } from "../run-writer.ts";

const NEWLINE = 0x0a;

interface Counted {
  readonly bytes: number;
  readonly lines: number;
}

/**
 * The progress of the shards of a batch whose results lie beside each other, on one disk or a
 * shared one. Each look reads only what was written since the last, and a manifest once.
 */
export class ShardProgress {
  readonly #parent: string;
  readonly #settings: BatchSettings;
  readonly #wanted: number;
  readonly #counted = new Map<string, Counted>();
  /** Of each folder whose manifest was read, the number of its shard; undefined for another batch's. */
  readonly #numbers = new Map<string, number | undefined>();

  /** `wanted`: the runs of the whole batch. */
  constructor(directory: string, settings: BatchSettings, wanted: number) {
    this.#parent = dirname(directory);
    this.#settings = settings;
    this.#wanted = wanted;
  }

  /** A shard that was started twice counts once, with the most that it has. */
  async look(): Promise<ShardsTold> {
    const most = new Map<number, number>();
    for (const name of await readdir(this.#parent).catch(() => [])) {
      const directory = join(this.#parent, name);
      const number = /-shard-(\d+)-of-\d+/.test(name) ? await this.#shardIn(directory) : undefined;
      if (number === undefined) continue;
      const done = await this.#rowsIn(directory);
      most.set(number, Math.max(done, most.get(number) ?? 0));
    }
    const done = [...most.values()].reduce((sum, each) => sum + each, 0);
    return { started: most.size, done: Math.min(done, this.#wanted), runs: this.#wanted };
  }

  async #shardIn(directory: string): Promise<number | undefined> {
    if (this.#numbers.has(directory)) return this.#numbers.get(directory);
    const manifest = await readManifest(directory);
    if (!manifest.ok) return undefined;
    const { seed, shard } = manifest.value.settings;
    const isOurs = seed === this.#settings.seed && shard?.of === this.#settings.shard?.of;
    const number = isOurs ? shard?.number : undefined;
    this.#numbers.set(directory, number);
    return number;
  }

  async #rowsIn(directory: string): Promise<number> {
    let { bytes, lines } = this.#counted.get(directory) ?? { bytes: 0, lines: 0 };
    try {
      for await (const chunk of createReadStream(join(directory, RUNS_FILE), { start: bytes })) {
        bytes += (chunk as Buffer).length;
        for (const byte of chunk as Buffer) if (byte === NEWLINE) lines++;
      }
    } catch {
      // It may have been moved away just now.
    }
    this.#counted.set(directory, { bytes, lines });
    return Math.max(0, lines - 1);
  }
}
