import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { UserCluster } from "../../src/nodes/user-cluster.ts";
import { ebinWithTestEngines, type Observed, observe, until } from "./cluster-under-test.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { EBIN, ENDLESS, request } from "./trials.ts";

/** An epmd and a home folder of the test's own. */
beforeEach(async () => {
  vi.stubEnv("HOME", temporaryFolder());
  vi.stubEnv("ERL_EPMD_PORT", String(await freePort()));
  vi.stubEnv("ERL_EPMD_ADDRESS", "127.0.0.1");
  return () => vi.unstubAllEnvs();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

function startProgram(file: string, args: readonly string[]): ChildProcess {
  const program = spawn(file, args, { stdio: "ignore" });
  onTestFinished(() => {
    program.kill("SIGKILL");
  });
  return program;
}

const epmdNames = (): string => spawnSync("epmd", ["-names"]).stdout.toString();

async function startEpmd(): Promise<void> {
  startProgram("epmd", []);
  await until("epmd answers", () => epmdNames().includes("up and running"));
}

/** A node as README.md tells users to start it. */
async function startUserNode(name: string, more: readonly string[] = []): Promise<ChildProcess> {
  const cookie = more.includes("-setcookie") ? [] : ["-setcookie", "paxos"];
  const node = startProgram("erl", ["-noinput", "-name", `${name}@127.0.0.1`, ...cookie, ...more]);
  await until(`${name} is known`, () => epmdNames().includes(`name ${name} `));
  return node;
}

function newCluster(options: { readonly silentMsMax?: number } = {}): Observed & {
  readonly cluster: UserCluster;
} {
  const cluster = new UserCluster({ ebin: EBIN, ...options });
  onTestFinished(() => cluster.stop());
  return Object.assign(observe(cluster), { cluster });
}

describe("nodes that the user started", () => {
  it("are borrowed, execute runs, and stay when the batch ends", async () => {
    await startEpmd();
    const nodes = [await startUserNode("paxy-acc"), await startUserNode("paxy-pro")];
    const { cluster, runs } = newCluster();
    await cluster.start();
    cluster.run(request(1));
    await until("the run ends", () => runs.length === 1);
    expect(runs[0]).toMatchObject({ verdict: "agreed" });
    expect(cluster.health().map(({ name, state }) => `${name} ${state}`)).toEqual([
      `paxy-run-${process.pid} up`,
      "paxy-acc up",
      "paxy-pro up",
    ]);
    await cluster.stop();
    expect(nodes.map(({ exitCode }) => exitCode)).toEqual([null, null]);
    expect(epmdNames()).toContain("paxy-acc");
  });

  it("a lost node fails its run with the reason; started again it is used again", async () => {
    await startEpmd();
    const acceptors = await startUserNode("paxy-acc");
    await startUserNode("paxy-pro");
    const { cluster, runs, lines } = newCluster();
    await cluster.start();
    cluster.run(request(1, ENDLESS));
    await until("the run goes", () => lines.some(({ run }) => run === 1));
    acceptors.kill("SIGKILL");
    await until("the run fails", () => runs.length === 1);
    expect(runs[0]?.reason).toBe("the node paxy-acc is down: its connection ended");
    cluster.run(request(2));
    await until("it is gone from epmd", () => !epmdNames().includes("paxy-acc"));
    await startUserNode("paxy-acc");
    await until("the next run ends", () => runs.length === 2);
    expect(runs[1]).toMatchObject({ run: 2, verdict: "agreed" });
  });

  it("a node that hangs fails its run and is used again when it goes on", async () => {
    await startEpmd();
    await startUserNode("paxy-acc");
    const proposers = await startUserNode("paxy-pro");
    const { cluster, runs, lines } = newCluster({ silentMsMax: 1500 });
    await cluster.start();
    cluster.run(request(1, ENDLESS));
    await until("the run goes", () => lines.some(({ run }) => run === 1));
    proposers.kill("SIGSTOP");
    await until("the run fails", () => runs.length === 1);
    expect(runs[0]?.reason).toBe("the node paxy-pro does not answer");
    proposers.kill("SIGCONT");
    cluster.run(request(2));
    await until("the next run ends", () => runs.length === 2, 30_000);
    expect(runs[1]?.verdict).toBe("agreed");
  }, 60_000);
});

describe("what is wrong with a user's nodes is told in a sentence", () => {
  it("no epmd", async () => {
    const { cluster } = newCluster();
    await expect(cluster.start()).rejects.toThrow("epmd does not run here");
  });

  it("a node that does not run", async () => {
    await startEpmd();
    const { cluster } = newCluster();
    await expect(cluster.start()).rejects.toThrow(
      "The node paxy-acc@127.0.0.1 cannot be used: it is not running: epmd does not know it " +
        "(erl -name paxy-acc@127.0.0.1 -setcookie paxos). The node paxy-pro@127.0.0.1 cannot be used",
    );
  });

  it("another cookie", async () => {
    await startEpmd();
    await startUserNode("paxy-acc", ["-setcookie", "other"]);
    await startUserNode("paxy-pro");
    const { cluster } = newCluster();
    await expect(cluster.start()).rejects.toThrow("its cookie is another than paxos");
  });

  it("another version of our modules that is in use is not replaced", async () => {
    await startEpmd();
    const other = ["-pa", ebinWithTestEngines()];
    const endless = "spawn(fun() -> paxy_local:run(#{sleep => [5]}, 1, #{}) end)";
    await startUserNode("paxy-acc", [...other, "-eval", endless]);
    await startUserNode("paxy-pro");
    const { cluster } = newCluster();
    await expect(cluster.start()).rejects.toThrow(
      "another version of `paxy_local' is in use on it: end what runs there, or restart the node",
    );
  });

  it("another version of our modules that nothing uses is replaced", async () => {
    await startEpmd();
    await startUserNode("paxy-acc", [
      "-pa",
      ebinWithTestEngines(),
      "-eval",
      "paxy_local:module_info()",
    ]);
    await startUserNode("paxy-pro");
    const { cluster, runs } = newCluster();
    await cluster.start();
    cluster.run(request(1));
    await until("the run ends", () => runs.length === 1);
    expect(runs[0]?.verdict).toBe("agreed");
  });
});
