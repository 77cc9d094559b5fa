import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { UserCode } from "../batch/user-code.ts";
import { serviceProgram } from "../console/places.ts";
import { InputError, inputError } from "../console/problems.ts";
import { say } from "../console/say.ts";
import type { Batch } from "../core/batch/batch.ts";
import { isExposed } from "../nodes/exposure.ts";
import {
  howToStart,
  KNOWN_COOKIE,
  parseCookie,
  parseUserNodes,
  type UserNodes,
} from "../nodes/user-nodes.ts";
import { readOrReasonSync } from "../results/disk-problem.ts";
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
  /** Starts a batch; its messages go to standard error. */
  start(
    batch: Batch,
    code: UserCode,
    options: ServiceOptions,
    life: "held" | "free",
  ): Promise<SocketClient>;
  /** Ends it if it is not needed. */
  abandon(): void;
}

/** A service in its own process, which loads while the batch is read. */
export function prepareService(): PreparedService {
  const waiting = startWaiting(serviceProgram);
  return {
    abandon: waiting.abandon,
    async start(batch, code, options, life) {
      const nodes = nodesOf(options);
      if (nodes !== "own" && batch.settings.places !== undefined) {
        throw new InputError("--use-nodes can't be used with places; leave one of them out.");
      }
      if (nodes !== "own") await warnOfExposed(nodes);
      if (batch.settings.places?.through === "ssh") say(DETOUR);
      const plan = planOf(batch, code, options, nodes);
      const { client, said } = await waiting.launch({ plan, life });
      for (const sentence of said) say(sentence);
      return client;
    },
  };
}

const DETOUR =
  "warning: through ssh every message between hosts takes a detour through this computer, which is part of the figures.";

function nodesOf({ useNodes, cookieFile }: ServiceOptions): ServicePlan["nodes"] {
  if (useNodes === undefined) {
    if (cookieFile === undefined) return "own";
    throw new InputError("--cookie-file needs --use-nodes: it is for nodes that you started.");
  }
  const cookie = cookieFile === undefined ? undefined : cookieIn(cookieFile);
  const nodes = parseUserNodes(useNodes, cookie);
  if (!nodes.ok) throw inputError("", nodes.problems);
  return nodes.value;
}

function cookieIn(file: string): string {
  const text = readOrReasonSync(file, () => readFileSync(file, "utf8"));
  const cookie = parseCookie(file, text);
  if (!cookie.ok) throw inputError("", cookie.problems);
  return cookie.value;
}

/** Anyone who can connect to a node with a known cookie can run code as its user. */
async function warnOfExposed({ acceptors, proposers, cookie }: UserNodes): Promise<void> {
  if (cookie !== KNOWN_COOKIE) return;
  for (const node of [acceptors, proposers]) {
    if (!(await isExposed(node))) continue;
    say(
      `warning: other computers can reach the node ${node}, and its cookie "${cookie}" is known to everyone: anyone who can reach it can run code as you. Use --cookie-file with a cookie of your own, or start it with: ${howToStart(node, cookie)}`,
    );
  }
}

const planOf = (
  { settings, trials }: Batch,
  { versions, codePaths }: UserCode,
  { out = "out", resume, fromFile = true, takeOver = false }: ServiceOptions,
  nodes: ServicePlan["nodes"],
): ServicePlan => ({
  settings,
  trials,
  out: resolve(out),
  ...(resume === undefined ? {} : { resume: resolve(resume) }),
  fromFile,
  takeOver,
  nodes,
  userVersions: versions,
  codePaths,
});
