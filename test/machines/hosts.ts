import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeFolder } from "../remove-folder.ts";
import { commandOf, ip, kill, pidsIn, portsIn } from "./namespace.ts";
import { hasProgram } from "./needs.ts";
import { addToConfig, type Login, pathWithSsh, wayInto, writeServer } from "./ssh-server.ts";

/** What hosts of the test's own need and is not here; undefined where nothing is missing. */
export function whyNoHosts(): string | undefined {
  if (process.getuid?.() !== 0) return "root, for network namespaces";
  const missing = ["ip", "sshd", "ssh", "ssh-keygen"].filter((name) => !hasProgram(name));
  if (missing.length > 0) return `${missing.join(", ")} (Debian: iproute2, openssh-server)`;
  const probe = `paxy-probe-${process.pid}`;
  if (spawnSync("ip", ["netns", "add", probe]).status !== 0) return "network namespaces";
  spawnSync("ip", ["netns", "delete", probe]);
  const hasTls = spawnSync("erl", [
    "-noshell",
    "-eval",
    "halt(case code:which(ssl) of non_existing -> 1; _ -> 0 end)",
  ]);
  return hasTls.status === 0 ? undefined : "ssl of Erlang (Debian: erlang-ssl)";
}

export interface HostOptions extends Login {
  /** Further lines of the user's config of ssh. */
  readonly config?: readonly string[];
  /** Has no address of IPv4. */
  readonly isIPv6?: boolean;
  /** Lets nothing but ssh in. */
  readonly isClosed?: boolean;
}

export interface Host {
  readonly name: string;
  readonly address: string;
  /** Processes there, but the server and its logins. */
  processes(): readonly string[];
  /** Ports that something but the SSH server listens on. */
  ports(): readonly number[];
  /** Our folders there. */
  folders(): readonly string[];
  /** Addresses that nothing is sent to. */
  blocked(): readonly string[];
  /** From now on the link carries no more, both ways. */
  slowLink(kilobitsPerS: number): void;
  /** `down`: as when the cable is pulled. */
  link(state: "up" | "down"): void;
  /** Every process there ends at once, and the link is down. */
  die(): void;
}

export interface Network {
  readonly hosts: readonly Host[];
  /** Home and PATH with the keys and names of the hosts, for paxy. */
  readonly environment: NodeJS.ProcessEnv;
}

export type OnEnd = (remove: () => unknown) => void;

const ANSWER_MS_MAX = 60_000;

async function until(condition: () => boolean): Promise<void> {
  for (const last = performance.now() + ANSWER_MS_MAX; !condition(); ) {
    if (performance.now() > last) throw new Error("a host of the test does not answer");
    await new Promise((again) => setTimeout(again, 50));
  }
}

let networks = 0;

/** Hosts that are network namespaces, each with a server, keys and home of its own; what `onEnd` is given removes them. */
export async function startHosts(onEnd: OnEnd, options: readonly HostOptions[]): Promise<Network> {
  const folder = mkdtempSync(join(tmpdir(), "paxy-hosts-"));
  chmodSync(folder, 0o755);
  const id = `${process.pid % 10_000}${networks++}`;
  // Test files run side by side, each in a process of its own.
  const subnet = `10.${200 + (process.pid % 50)}.${(Math.floor(process.pid / 50) + networks) % 250}`;
  const bridge = `pxb${id}`;
  onEnd(() => {
    spawnSync("ip", ["link", "delete", bridge]);
    removeFolder(folder);
  });
  ip("link", "add", bridge, "type", "bridge");
  ip("address", "add", `${subnet}.1/24`, "dev", bridge);
  ip("link", "set", bridge, "up");
  const subnet6 = `fd00:${process.pid % 10_000}:${networks}:`;
  if (options.some((each) => each.isIPv6))
    ip("-6", "address", "add", `${subnet6}:1/64`, "dev", bridge, "nodad");
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, "key")]);
  const hosts: Host[] = [];
  for (const [index, each] of options.entries()) {
    const place = {
      folder,
      bridge,
      name: `host${index + 1}`,
      id: `${id}${index}`,
      address: each.isIPv6 ? `${subnet6}:${index + 2}` : `${subnet}.${index + 2}`,
    };
    hosts.push(await startHost(onEnd, place, each));
  }
  return { hosts, environment: { ...process.env, PATH: pathWithSsh(folder) } };
}

interface Place {
  readonly folder: string;
  readonly bridge: string;
  readonly name: string;
  readonly id: string;
  readonly address: string;
}

async function startHost(
  onEnd: OnEnd,
  { folder, bridge, name, id, address }: Place,
  options: HostOptions,
): Promise<Host> {
  const space = `paxy${id}`;
  const [outer, inner] = [`pxo${id}`, `pxi${id}`];
  const home = join(folder, name);
  mkdirSync(join(home, "tmp"), { recursive: true, mode: 0o755 });
  chmodSync(join(home, "tmp"), 0o1777);
  const children: ChildProcess[] = [];
  onEnd(() => {
    for (const pid of pidsIn(space)) kill(pid);
    for (const child of children) child.kill("SIGKILL");
    spawnSync("ip", ["netns", "delete", space]);
    if (options.user !== undefined) spawnSync("userdel", [options.user]);
  });
  ip("netns", "add", space);
  const within = (...args: readonly string[]): void => ip("-n", space, ...args);
  within("link", "set", "lo", "up");
  if (options.isClosed !== true) {
    ip("link", "add", outer, "type", "veth", "peer", "name", inner);
    ip("link", "set", inner, "netns", space);
    ip("link", "set", outer, "master", bridge, "up");
    if (options.isIPv6) within("-6", "address", "add", `${address}/64`, "dev", inner, "nodad");
    else within("address", "add", `${address}/24`, "dev", inner);
    within("link", "set", inner, "up");
  }
  const user = options.user ?? "root";
  if (options.user !== undefined) {
    execFileSync("useradd", [
      "--no-create-home",
      "--home-dir",
      home,
      "--shell",
      options.shell ?? "/bin/sh",
      user,
    ]);
    execFileSync("usermod", ["--password", "*", user]);
  }
  writeServer(folder, home, options.isClosed === true ? "127.0.0.1" : address, options);
  const server = spawn(
    "ip",
    ["netns", "exec", space, "/usr/sbin/sshd", "-D", "-e", "-f", join(home, "sshd")],
    { stdio: "ignore" },
  );
  children.push(server);
  const way = options.isClosed === true ? { proxy: wayInto(space, home) } : {};
  const { config = [] } = options;
  addToConfig(folder, { name, address, user, config, ...way });
  await until(
    () =>
      spawnSync("ssh", ["-F", join(folder, "config"), "-o", "ConnectTimeout=1", name, "true"])
        .status === 0,
  );
  return {
    name,
    address,
    processes: () =>
      pidsIn(space)
        .map(commandOf)
        .filter((each) => !/^(sshd|\/usr\/sbin\/sshd)|way\.mjs/.test(each) && each !== ""),
    ports: () => portsIn(space),
    folders: () => readdirSync(join(home, "tmp")),
    blocked: () =>
      spawnSync("ip", ["-n", space, "route", "show", "type", "blackhole"], { encoding: "utf8" })
        .stdout.split("\n")
        .flatMap((line) => line.split(" ")[1] ?? []),
    slowLink(rate) {
      const slow = ["root", "tbf", "rate", `${rate}kbit`, "burst", "4kb", "latency", "10s"];
      for (const [where, device] of [
        [[], outer],
        [["-n", space], inner],
      ] as const)
        execFileSync("tc", [...where, "qdisc", "add", "dev", device, ...slow], { stdio: "pipe" });
    },
    link: (state) => ip("link", "set", outer, state),
    die() {
      ip("link", "set", outer, "down");
      for (const pid of pidsIn(space)) kill(pid);
    },
  };
}
