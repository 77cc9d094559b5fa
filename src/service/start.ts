import { resolve } from "node:path";
import type { UserCode } from "../batch/user-code.ts";
import { program } from "../console/places.ts";
import { say } from "../console/say.ts";
import type { Batch } from "../core/batch/batch.ts";
import { startWaiting } from "./launch.ts";
import type { ServicePlan } from "./plan.ts";
import type { SocketClient } from "./socket/client.ts";

export interface ServiceOptions {
  readonly out?: string;
  /** As it was typed; empty for the usual names. */
  readonly useNodes?: string;
  readonly cookieFile?: string;
  /** A folder of results to resume. */
  readonly resume?: string;
  readonly fromFile?: boolean;
  readonly takeOver?: boolean;
}

export interface PreparedService {
  /** Has it run a batch; what it has to say goes to standard error. */
  start(
    batch: Batch,
    code: UserCode,
    options: ServiceOptions,
    life: "held" | "free",
  ): Promise<SocketClient>;
  /** Ends it where it will not be needed. */
  abandon(): void;
}

/** A service in a process of its own, which loads while the batch that it is to run is read. */
export function prepareService(): PreparedService {
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
  { out = "out", resume, fromFile = true, useNodes, takeOver = false }: ServiceOptions,
): ServicePlan => ({
  settings,
  trials,
  out: resolve(out),
  ...(resume === undefined ? {} : { resume: resolve(resume) }),
  fromFile,
  takeOver,
  nodes: useNodes === undefined ? "own" : "users",
  userVersions: versions,
  codePaths,
});
