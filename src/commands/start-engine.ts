import { resolve } from "node:path";
import type { Batch } from "../core/batch/batch.ts";
import { startWaiting } from "../server/launch.ts";
import type { SocketClient } from "../server/socket-client.ts";
import type { EnginePlan } from "./engine-plan.ts";
import { program } from "./places.ts";
import { say } from "./say.ts";
import type { UserCode } from "./user-code.ts";

export interface EngineOptions {
  readonly out?: string;
  readonly useNodes?: boolean;
  /** A folder of results to go on with. */
  readonly resume?: string;
  readonly fromFile?: boolean;
}

export interface PreparedEngine {
  /** Has it run a batch; what it has to say goes to standard error. */
  start(
    batch: Batch,
    code: UserCode,
    options: EngineOptions,
    life: "held" | "free",
  ): Promise<SocketClient>;
  /** Ends it where it will not be needed. */
  abandon(): void;
}

/** An engine in a process of its own, which loads while the batch that it is to run is read. */
export function prepareEngine(): PreparedEngine {
  const waiting = startWaiting(program);
  return {
    abandon: waiting.abandon,
    async start(batch, code, options, life) {
      const { client, said } = await waiting.launch({ plan: planOf(batch, code, options), life });
      for (const sentence of said) say(sentence);
      return client;
    },
  };
}

const planOf = (
  { settings, trials }: Batch,
  { versions, codePaths }: UserCode,
  { out = "out", resume, fromFile = true, useNodes = false }: EngineOptions,
): EnginePlan => ({
  settings,
  trials,
  out: resolve(out),
  ...(resume === undefined ? {} : { resume: resolve(resume) }),
  fromFile,
  nodes: useNodes ? "users" : "own",
  userVersions: versions,
  codePaths,
});
