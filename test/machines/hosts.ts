import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasProgram } from "./needs.ts";

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

export interface HostOptions {
  /** Shell of the user there. */
  readonly shell?: string;
  /** Sent before the login. */
  readonly banner?: string;
  /** Printed by the shell as it starts, on standard output. */
  readonly greeting?: string;
  /** A user of this name, and not root. */
  readonly user?: string;
  /** Has no address of IPv4. */
  readonly isIPv6?: boolean;
  /** Variables of whoever logs in. */
  readonly variables?: Readonly<Record<string, string>>;
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
    rmSync(folder, { recursive: true, force: true });
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

const ip = (...args: readonly string[]): void => void execFileSync("ip", args, { stdio: "pipe" });

/** OpenSSH reads the home of the password file, whatever HOME says: so `ssh` is a script that names the config. */
function pathWithSsh(folder: string): string {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  const ssh = execFileSync("/bin/sh", ["-c", "command -v ssh"], { encoding: "utf8" }).trim();
  writeFileSync(join(bin, "ssh"), `#!/bin/sh\nexec ${ssh} -F ${join(folder, "config")} "$@"\n`, {
    mode: 0o755,
  });
  return `${bin}:${process.env.PATH}`;
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
  addToConfig(folder, { name, address, user, ...way });
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

function writeServer(folder: string, home: string, address: string, options: HostOptions): void {
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(home, "host")]);
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  const variables = Object.entries({ TMPDIR: join(home, "tmp"), ...options.variables });
  if (options.banner !== undefined) writeFileSync(join(home, "banner"), options.banner);
  const lines = [
    `ListenAddress ${address}`,
    `HostKey ${join(home, "host")}`,
    `AuthorizedKeysFile ${join(folder, "key.pub")}`,
    `PidFile none`,
    `StrictModes no`,
    `UsePAM no`,
    `PermitRootLogin yes`,
    `PasswordAuthentication no`,
    `SetEnv ${variables.map(([name, value]) => `${name}=${value}`).join(" ")}`,
    ...(options.banner === undefined ? [] : [`Banner ${join(home, "banner")}`]),
    // Of a user of the test's own the shell is in the password file.
    ...(options.shell === undefined || options.user !== undefined
      ? []
      : [`ForceCommand ${options.shell} -c "$SSH_ORIGINAL_COMMAND"`]),
    ...(options.greeting === undefined
      ? []
      : [`ForceCommand cat ${join(home, "greeting")}; exec $SSH_ORIGINAL_COMMAND`]),
  ];
  if (options.greeting !== undefined) writeFileSync(join(home, "greeting"), options.greeting);
  writeFileSync(join(home, "sshd"), `${lines.join("\n")}\n`);
}

/** Into a host that has no link: what a jump host does for ssh, and for nothing else. */
function wayInto(space: string, home: string): string {
  const script = join(home, "way.mjs");
  writeFileSync(
    script,
    `import net from "node:net";
const way = net.connect(22, "127.0.0.1");
process.stdin.pipe(way).pipe(process.stdout);
way.on("error", () => process.exit(1));
`,
  );
  return `ip netns exec ${space} ${process.execPath} ${script}`;
}

interface Entry {
  readonly name: string;
  readonly address: string;
  readonly user: string;
  readonly proxy?: string;
}

function addToConfig(folder: string, { name, address, user, proxy }: Entry): void {
  const file = join(folder, "config");
  const before = existsSync(file) ? readFileSync(file, "utf8") : "";
  const own = [
    `Host ${name}`,
    `  HostName ${address}`,
    `  User ${user}`,
    `  IdentityFile ${join(folder, "key")}`,
    "  IdentitiesOnly yes",
    "  StrictHostKeyChecking no",
    `  UserKnownHostsFile ${join(folder, "known")}`,
    "  LogLevel INFO",
    ...(proxy === undefined ? [] : [`  ProxyCommand ${proxy}`]),
  ];
  writeFileSync(file, `${before}${own.join("\n")}\n`, { mode: 0o600 });
}

/** Processes whose network is the namespace's. */
function pidsIn(space: string): readonly number[] {
  const found = spawnSync("ip", ["netns", "pids", space], { encoding: "utf8" });
  return found.stdout.split("\n").filter(Boolean).map(Number);
}

/** proc(5), /proc/net/tcp: state 0A listens. */
function portsIn(space: string): readonly number[] {
  const [pid] = pidsIn(space);
  if (pid === undefined) return [];
  const lines = readFileSync(`/proc/${pid}/net/tcp`, "utf8").trim().split("\n").slice(1);
  const listening = lines
    .map((line) => line.trim().split(/\s+/))
    .filter((cells) => cells[3] === "0A");
  const ports = listening.map((cells) => Number.parseInt(cells[1]?.split(":")[1] ?? "", 16));
  return ports.filter((port) => port !== 22);
}

function commandOf(pid: number): string {
  try {
    const state = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.[0];
    if (state === "Z") return "";
    readlinkSync(`/proc/${pid}/exe`);
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return "";
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It is gone.
  }
}
