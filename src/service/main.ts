import type { Socket } from "node:net";
import { createInterface } from "node:readline";
import { ebin } from "../console/places.ts";
import type { QueueState } from "../core/queue/state.ts";
import { VERSIONS } from "../core/trial/parameters.ts";
import { engineOf } from "../core/trial/trial.ts";
import { OwnedCluster } from "../nodes/owned-cluster.ts";
import type { Role } from "../nodes/run-desk.ts";
import { UserCluster } from "../nodes/user-cluster.ts";
import { discardDirectory } from "../results/directory.ts";
import { orReasonSync } from "../results/disk-problem.ts";
import { ShardProgress } from "../results/merge/progress.ts";
import { BatchFolder } from "./batch-folder.ts";
import { type Claim, claim } from "./claim.ts";
import { noteCodeInUse } from "./code-in-use.ts";
import { Driver } from "./driver.ts";
import { type ErlangCode, erlangCode } from "./erlang-code.ts";
import { type Assignment, READY } from "./launch.ts";
import { type Opened, openFolder } from "./open-folder.ts";
import type { ServicePlan } from "./plan.ts";
import { forget, type NewSession } from "./session-folder.ts";
import { announce } from "./sessions.ts";
import { type SocketServer, serve } from "./socket/server.ts";

/** The time that a finished, unwatched batch waits for a front end to return, ms. */
const LINGER_MS = 1000;

/** Time for a stopped batch to receive decisions and the traces of a violation, ms. */
const STOP_MS_MAX = 15_000;

/** Between two looks at the folders of other shards, ms. */
const SHARDS_EVERY_MS = 5000;

/** Between two looks at whether the folder is still this service's, ms. */
const CLAIM_EVERY_MS = 2000;

/**
 * The service process: runs one batch and serves it on a socket, until it is stopped, or has
 * finished and is no longer watched. Problems before the socket is open go to standard error, later
 * ones to the clients.
 */
export async function service(): Promise<void> {
  const { session, life, plan } = await readAssignment();
  const endWithOwner = (): never => process.exit();
  if (life === "held") process.stdin.on("end", endWithOwner).resume();
  // This pipe must not keep the process if it fails to start.
  (process.stdin as unknown as Socket).unref();
  const code = erlangCode(ebin, plan.codePaths);
  noteCodeInUse([code.ebin, ...plan.codePaths]);
  const { directory, queue, circumstances, said, claimed } = await openClaimed(plan, code);
  const nodes = { ebin: code.ebin, codePaths: plan.codePaths };
  const service = await Driver.create({
    queue,
    cluster:
      plan.nodes === "own"
        ? new OwnedCluster({
            ...nodes,
            places: queue.settings.places,
            roles: queue.settings.places === undefined ? rolesNeeded(queue) : undefined,
          })
        : new UserCluster(nodes, plan.nodes),
    openFolder: (onTrouble) => BatchFolder.open(directory, queue, circumstances, onTrouble),
    erlang: { erl: "erl", ...nodes },
    clocks: { wallMs: Date.now, monotonicMs: () => performance.now() },
  });
  if (queue.settings.shard !== undefined) watchShards(service, directory, queue);
  let server: SocketServer | undefined;
  let ending = false;
  const end = (reason: string): void => {
    if (!ending) service.end(reason);
    ending = true;
  };
  const endWhenDone = (): void => {
    const { queue, trouble } = service.snapshot();
    const { status } = queue;
    // Failed writes must not keep a batch from being stopped; a resume repeats those runs.
    if (status === "stopping" && trouble !== "") end("");
    if (status === "stopped" || (status === "finished" && life === "held")) end("");
    if (status === "finished" && server?.clients() === 0) setTimeout(endIfAlone, LINGER_MS);
  };
  const endIfAlone = (): void => {
    const alone = server?.clients() === 0;
    if (alone && service.snapshot().queue.status === "finished") end("");
  };
  server = await serve(service, {
    path: session.socket,
    versions: [...VERSIONS, ...plan.userVersions],
    onClients: endWhenDone,
  });
  announce(session.folder, {
    id: session.id,
    name: plan.settings.name,
    directory: directory,
    socket: session.socket,
    startedAtMs: Date.now(),
  });
  const stop = async (): Promise<void> => {
    if (service.snapshot().queue.status === "stopping") return;
    setTimeout(() => end(""), STOP_MS_MAX).unref();
    if ((await service.dispatch({ type: "stop" })) !== undefined) end("");
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, stop);
  if (life === "held") process.stdin.off("end", endWithOwner).on("end", stop);
  setInterval(() => {
    if (!claimed.holds()) end("another paxy has taken this batch over");
  }, CLAIM_EVERY_MS).unref();
  process.stdout.on("error", () => {});
  process.stdout.write([...said, READY, ""].join("\n"));
  service.subscribe(endWhenDone);
  let began = true;
  service.start().catch((error: Error) => {
    began = false;
    end(error.message);
  });
  const reason = await service.closed;
  if (!began && plan.resume === undefined) {
    await discardDirectory(directory);
    forget(session.folder);
  }
  claimed.release();
  await server.close(reason);
  process.exit();
}

/** The nodes that the trials of a batch run on. */
const rolesNeeded = ({ trials }: QueueState): readonly Role[] => [
  ...new Set(["run" as const, ...trials.flatMap(({ trial }) => engineOf(trial).nodes)]),
];

/** Tells how far the other shards are that write beside this one. */
function watchShards(service: Driver, directory: string, { settings, trials }: QueueState): void {
  const progress = new ShardProgress(directory, settings, trials.length * settings.repeat);
  let isLooking = false;
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    service.tellShards(await progress.look());
    isLooking = false;
  };
  setInterval(look, SHARDS_EVERY_MS).unref();
  void look();
}

/** Opens the folder of the results as the only one that writes there. */
async function openClaimed(
  plan: ServicePlan,
  code: ErlangCode,
): Promise<Opened & { claimed: Claim }> {
  const { resume, takeOver } = plan;
  const old = resume === undefined ? undefined : claimIn(resume, takeOver);
  const opened = await openFolder(plan, code);
  if (old !== undefined && opened.directory === resume) return { ...opened, claimed: old };
  old?.release();
  try {
    return { ...opened, claimed: claimIn(opened.directory, false) };
  } catch (error) {
    await discardDirectory(opened.directory);
    throw error;
  }
}

const claimIn = (directory: string, takeOver: boolean): Claim =>
  orReasonSync(directory, () => claim(directory, { takeOver }));

/** The session comes at once, what to do in it when the owner knows; one that ends before leaves nothing. */
async function readAssignment(): Promise<Assignment<ServicePlan> & { session: NewSession }> {
  const input = createInterface({ input: process.stdin });
  const lines = input[Symbol.asyncIterator]();
  const session: NewSession = JSON.parse((await lines.next()).value);
  const { done, value } = await lines.next();
  if (done) {
    forget(session.folder);
    process.exit();
  }
  input.close();
  return { ...JSON.parse(value), session };
}
