import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** How one logs in to a host. */
export interface Login {
  /** Shell of the user there. */
  readonly shell?: string;
  /** Sent before the login. */
  readonly banner?: string;
  /** Printed by the shell as it starts, on standard output. */
  readonly greeting?: string;
  /** A user of this name, and not root. */
  readonly user?: string;
  /** Variables of the user there. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** OpenSSH reads the home of the password file, whatever HOME says: so `ssh` is a script that names the config. */
export function pathWithSsh(folder: string): string {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  const ssh = execFileSync("/bin/sh", ["-c", "command -v ssh"], { encoding: "utf8" }).trim();
  writeFileSync(join(bin, "ssh"), `#!/bin/sh\nexec ${ssh} -F ${join(folder, "config")} "$@"\n`, {
    mode: 0o755,
  });
  return `${bin}:${process.env.PATH}`;
}

export function writeServer(folder: string, home: string, address: string, options: Login): void {
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
export function wayInto(space: string, home: string): string {
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
  readonly config?: readonly string[];
}

export function addToConfig(
  folder: string,
  { name, address, user, proxy, config = [] }: Entry,
): void {
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
    ...config.map((line) => `  ${line}`),
  ];
  writeFileSync(file, `${before}${own.join("\n")}\n`, { mode: 0o600 });
}
