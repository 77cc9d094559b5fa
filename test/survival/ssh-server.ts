import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { removeFolder } from "../remove-folder.ts";

const SSHD = "/usr/sbin/sshd";

/** Why no test can log in over SSH here; undefined where it can. */
export function whyNoSsh(): string | undefined {
  if (!existsSync(SSHD)) return "there is no sshd (Debian: apt-get install openssh-server)";
  return spawnSync("ssh", ["-V"]).error === undefined ? undefined : "there is no ssh";
}

export interface SshServer {
  /** Logs in and runs a command on a terminal of its own. */
  login(command: string): ChildProcess;
  /** The server's processes for logins that are open, and not the one that listens. */
  sessions(): readonly number[];
  end(): void;
}

/** A server of this user's own: its port, keys and settings, on the loopback interface alone. */
export async function startSshServer(): Promise<SshServer> {
  const folder = mkdtempSync(join(tmpdir(), "sshd-"));
  for (const name of ["host", "user"]) {
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, name)]);
  }
  writeFileSync(join(folder, "authorized"), readFileSync(join(folder, "user.pub")));
  const port = await freePort();
  writeFileSync(join(folder, "config"), settings(folder, port));
  // Where sshd was never started by the system; only root's needs it.
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  const server = spawn(SSHD, ["-D", "-e", "-f", join(folder, "config")], { stdio: "ignore" });
  await answering(port);
  const options = [
    ...["-tt", "-p", String(port), "-i", join(folder, "user"), "-F", "none"],
    ...["-o", "StrictHostKeyChecking=no", "-o", `UserKnownHostsFile=${join(folder, "known")}`],
    ...["-o", "IdentitiesOnly=yes", "-o", "LogLevel=ERROR"],
  ];
  const user = `${userInfo().username}@127.0.0.1`;
  return {
    login: (command) => spawn("ssh", [...options, user, command]),
    sessions: () => descendantsOf(Number(server.pid)),
    end() {
      server.kill("SIGKILL");
      removeFolder(folder);
    },
  };
}

const settings = (folder: string, port: number): string => `
ListenAddress 127.0.0.1
Port ${port}
HostKey ${join(folder, "host")}
AuthorizedKeysFile ${join(folder, "authorized")}
PidFile none
StrictModes no
UsePAM no
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
`;

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? (address?.port ?? 0) : 0));
    });
  });
}

async function answering(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const answers = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("error", () => resolve(false));
      socket.once("data", () => {
        socket.destroy();
        resolve(true);
      });
    });
    if (answers) return;
    await pause(25);
  }
  throw new Error("the SSH server does not answer");
}

/** Processes named sshd below one; what they run has another name. */
function descendantsOf(parent: number): number[] {
  const children = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => sshdBelow(pid, parent));
  return children.flatMap((pid) => [pid, ...descendantsOf(pid)]);
}

function sshdBelow(pid: string, parent: number): number[] {
  try {
    const [, name, rest] = /\((.*)\) (.*)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    const isChild = Number(rest?.split(" ")[1]) === parent;
    return isChild && name?.startsWith("sshd") ? [Number(pid)] : [];
  } catch {
    return [];
  }
}
