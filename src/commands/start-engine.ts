import { resolve } from "node:path";
import type { Batch } from "../core/batch/batch.ts";
import { launch } from "../server/launch.ts";
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

/** An engine for a batch, in a process of its own; what it has to say goes to standard error. */
export async function startEngine(
  { settings, trials }: Batch,
  code: UserCode,
  options: EngineOptions,
  life: "held" | "free",
): Promise<SocketClient> {
  const plan: EnginePlan = {
    settings,
    trials,
    out: resolve(options.out ?? "out"),
    ...(options.resume === undefined ? {} : { resume: resolve(options.resume) }),
    fromFile: options.fromFile ?? true,
    nodes: options.useNodes ? "users" : "own",
    userVersions: code.versions,
    codePaths: code.codePaths,
  };
  const { client, said } = await launch({ program, plan, life });
  for (const sentence of said) say(sentence);
  return client;
}
