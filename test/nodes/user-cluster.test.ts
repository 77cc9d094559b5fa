import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { hostname } from "node:os";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { isExposed } from "../../src/nodes/exposure.ts";
import { UserCluster } from "../../src/nodes/user-cluster.ts";
import { parseUserNodes, type UserNodes } from "../../src/nodes/user-nodes.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { ebinWithTestEngines, type Observed, observe, until } from "./cluster-under-test.ts";
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

const USUAL: UserNodes = {
  acceptors: "paxy-acc@127.0.0.1",
  proposers: "paxy-pro@127.0.0.1",
  cookie: "paxos",
};

function newCluster(
  options: { readonly silentMsMax?: number } = {},
  named: UserNodes = USUAL,
): Observed & {
  readonly cluster: UserCluster;
} {
  const cluster = new UserCluster({ ebin: EBIN, ...options }, named);
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

  it("may have other names, a cookie of their own, and short names", async () => {
    await startEpmd();
    const host = hostname().split(".")[0];
    const cookie = "a-cookie-of-my-own";
    for (const name of ["left", "right"]) {
      startProgram("erl", ["-noinput", "-sname", `${name}@${host}`, "-setcookie", cookie]);
      await until(`${name} is known`, () => epmdNames().includes(`name ${name} `));
    }
    const nodes = { acceptors: `left@${host}`, proposers: `right@${host}`, cookie };
    const { cluster, runs } = newCluster({}, nodes);
    await cluster.start();
    cluster.run(request(1));
    await until("the run ends", () => runs.length === 1);
    expect(runs[0]).toMatchObject({ verdict: "agreed" });
    expect(cluster.health().map(({ name }) => name)).toContain("left");
  });

  it("are known to be exposed where others can reach them, and not on loopback", async () => {
    await startEpmd();
    const onLoopback = ["-kernel", "inet_dist_use_interface", "{127,0,0,1}"];
    await startUserNode("paxy-acc");
    await startUserNode("paxy-pro", onLoopback);
    // As any address of this computer would, this one reaches what listens on all of them.
    const exposed = (node: string) => isExposed(`${node}@127.0.0.1`, ["127.0.0.2"]);
    expect([await exposed("paxy-acc"), await exposed("paxy-pro")]).toEqual([true, false]);
    expect(await exposed("nobody")).toBe(false);
    expect(await isExposed("paxy-acc@elsewhere")).toBe(true);
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
    const { cluster, runs, lines } = newCluster({ silentMsMax: 4000 });
    await cluster.start();
    cluster.run(request(1, ENDLESS));
    await until("the run goes", () => lines.some(({ run }) => run === 1));
    proposers.kill("SIGSTOP");
    await until("the run fails", () => runs.length === 1);
    expect(runs[0]?.reason).toBe("the node paxy-pro does not answer");
    proposers.kill("SIGCONT");
    cluster.run(request(2));
    await until("the next run ends", () => runs.length === 2);
    expect(runs[1]?.verdict).toBe("agreed");
  });
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
      "The node paxy-acc@127.0.0.1 cannot be used: it is not running: epmd does not know it. " +
        "To start it: ERL_EPMD_ADDRESS=127.0.0.1 erl -name paxy-acc@127.0.0.1 -setcookie paxos " +
        "-kernel inet_dist_use_interface '{127,0,0,1}'. The node paxy-pro@127.0.0.1 cannot be used",
    );
  });

  it("another cookie", async () => {
    await startEpmd();
    await startUserNode("paxy-acc", ["-setcookie", "other"]);
    await startUserNode("paxy-pro");
    const { cluster } = newCluster();
    await expect(cluster.start()).rejects.toThrow("its cookie is another one (--cookie-file)");
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

describe("the names of --use-nodes", () => {
  const refusal = (text: string): string => {
    const found = parseUserNodes(text);
    return found.ok ? "fine" : String(found.problems[0]?.message);
  };

  it("are two, of one kind; none are the usual ones", () => {
    expect(parseUserNodes("")).toEqual({ ok: true, value: USUAL });
    expect(refusal("a@h,b@h")).toBe("fine");
    expect(refusal("a@h.org, b@g.org")).toBe("fine");
    for (const text of ["a@h", "a@h,a@h", "a,b", "a@h,b@h,c@h", "a@h;b@h", "a@'h',b@h"]) {
      expect(refusal(text)).toContain("it must be two names, such as paxy-acc@HOST,paxy-pro@HOST");
    }
    expect(refusal("a@h,b@g.org")).toContain("mixes a host with a dot and one without");
  });
});
