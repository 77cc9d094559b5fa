import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { temporaryFolder } from "../temporary-folder.ts";
import { startCluster, until } from "./cluster-under-test.ts";
import {
  beamOf,
  commandLineOf,
  environmentOf,
  listeningAddresses,
  processesOf,
} from "./processes.ts";
import { EBIN, request } from "./trials.ts";

function withHome(): string {
  const home = temporaryFolder();
  vi.stubEnv("HOME", home);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  return home;
}

/** What cookies and tokens look like, and nothing else that we start does. */
const SECRET = /[0-9a-f]{32,}/;

it("neither cookie nor token is in a command line or an environment", async () => {
  const { cluster } = await startCluster();
  const ours = new Set(environmentOf(process.pid));
  const pids = cluster.pids().flatMap(({ pid }) => processesOf(pid));
  expect(pids.length).toBeGreaterThanOrEqual(6);
  for (const pid of pids) {
    expect(commandLineOf(pid)).not.toMatch(SECRET);
    expect(commandLineOf(pid)).not.toContain("setcookie");
    const added = environmentOf(pid).filter((entry) => !ours.has(entry));
    expect(added.join("\n")).not.toMatch(SECRET);
  }
});

it("no cookie file is made, and no other file in the home folder", async () => {
  const home = withHome();
  const { cluster, runs } = await startCluster();
  cluster.run(request(1));
  await until("the run ends", () => runs.length === 1);
  expect(readdirSync(home)).toEqual([]);
});

it("a user's flags and start-up file for other Erlang programs do not reach our nodes", async () => {
  const home = withHome();
  writeFileSync(join(home, ".erlang"), `file:write_file("${home}/was-here", "").`);
  vi.stubEnv("ERL_FLAGS", "-setcookie known -sname other");
  vi.stubEnv("ERL_ZFLAGS", "-eval 'halt(7)'");
  await startCluster();
  expect(existsSync(join(home, "was-here"))).toBe(false);
});

it("nodes listen on the loopback interface and nowhere else", async () => {
  const { cluster } = await startCluster();
  for (const { pid } of cluster.pids()) {
    const addresses = listeningAddresses(beamOf(pid));
    expect(addresses).toHaveLength(1);
    expect(addresses[0]).toMatch(/^0100007F:/);
  }
});

it("two clusters at once do not meet", async () => {
  const [one, two] = await Promise.all([startCluster(), startCluster()]);
  one.cluster.run(request(1));
  two.cluster.run(request(2));
  await until("both runs end", () => one.runs.length === 1 && two.runs.length === 1);
  expect(one.runs).toMatchObject([{ run: 1, verdict: "agreed" }]);
  expect(two.runs).toMatchObject([{ run: 2, verdict: "agreed" }]);
  for (const { pid } of two.cluster.pids()) process.kill(beamOf(pid), "SIGKILL");
  await until("the second notices", () =>
    two.cluster.health().some(({ restarts }) => restarts > 0),
  );
  one.cluster.run(request(3));
  await until("the first goes on", () => one.runs.length === 2);
  expect(one.cluster.health().map(({ restarts }) => restarts)).toEqual([0, 0, 0]);
});

it("a stranger who knows the port but not the cookie is turned away", async () => {
  const { cluster, lines } = await startCluster();
  const acceptors = cluster.pids().find(({ role }) => role === "acceptors");
  const [address] = listeningAddresses(beamOf(acceptors?.pid ?? 0));
  const port = Number.parseInt(address?.split(":")[1] ?? "", 16);
  // Any cookie but ours; "nocookie" is what a node has that was never told one.
  const program = `
    paxy_epmd:set_cookie(nocookie), paxy_epmd:set_peers([{'paxy-acc@127.0.0.1', {127,0,0,1}, ${port}, call}]),
    {ok, _} = net_kernel:start('paxy-run@127.0.0.1', #{name_domain => longnames}),
    io:format("~p", [net_kernel:connect_node('paxy-acc@127.0.0.1')]), halt().`;
  const args = ["-noinput", "-boot", "no_dot_erlang", "-nocookie", "-start_epmd", "false"];
  const stranger = spawnSync("erl", [
    ...args,
    ...["-kernel", "inet_dist_use_interface", "{127,0,0,1}"],
    ...["-epmd_module", "paxy_epmd", "-pa", EBIN, "-eval", program],
  ]);
  expect(stranger.stdout.toString()).toMatch(/false$/);
  await until("the node says so", () =>
    lines.some(({ text }) => text.includes("Connection attempt")),
  );
});

it("connections that a node rejects are logged a few times and then no more", async () => {
  const { cluster, lines } = await startCluster();
  const [{ pid } = { pid: 0 }] = cluster.pids();
  const [address = ""] = listeningAddresses(beamOf(pid));
  const port = Number.parseInt(address.split(":")[1] ?? "", 16);
  // Another node with another cookie, which knows the port.
  const attempts = [
    "paxy_epmd:set_cookie(wrong), {ok, _} = net_kernel:start(['e@127.0.0.1', longnames])",
    `paxy_epmd:set_peers([{'paxy-run@127.0.0.1', {127, 0, 0, 1}, ${port}, call}])`,
    "[false = net_kernel:connect_node('paxy-run@127.0.0.1') || _ <- lists:seq(1, 40)], halt()",
  ].join(", ");
  const flags = ["-noshell", "-nocookie", "-start_epmd", "false", "-epmd_module", "paxy_epmd"];
  const intruder = spawnSync("erl", [...flags, "-pa", EBIN, "-eval", `${attempts}.`]);
  expect(intruder.status, String(intruder.stdout)).toBe(0);
  const rejected = () => lines.filter(({ text }) => /rejected/.test(text)).map(({ text }) => text);
  await until("the last is said", () => /20 times/.test(rejected().at(-1) ?? ""));
  cluster.run(request(1));
  await until("the node has said all", () => lines.some(({ run }) => run === 1));
  expect(rejected()).toHaveLength(20);
});
