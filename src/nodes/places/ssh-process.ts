import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { groupIsGone, killGroup, waitUntil } from "../process-group.ts";

export interface SshEvents {
  onData(bytes: Buffer): void;
  /** Lines of ssh itself, and of the server's banner. */
  onSaid(line: string): void;
  /** All output has arrived and ssh has ended. */
  onExit(): void;
}

const GO_AWAY_MS = 3000;
const CONNECT_S_MAX = 10;

/**
 * No terminal, no questions, and nothing that the user's config asks for
 * besides: no forwarded port may be in the way, no command from it runs. An open connection
 * (ControlPath) may be shared.
 */
export const SSH_OPTIONS: readonly string[] = [
  ...["-T", "-x", "-a", "-e", "none"],
  ...[
    "BatchMode=yes",
    `ConnectTimeout=${CONNECT_S_MAX}`,
    "ServerAliveInterval=3",
    "ServerAliveCountMax=3",
    "ControlMaster=no",
    "PermitLocalCommand=no",
  ].flatMap((option) => ["-o", option]),
];

/** For a shell: no forwarded port and no command of the user's config. */
const OF_SHELL = ["-o", "ClearAllForwardings=yes", "-o", "RemoteCommand=none"];

/** /bin/sh on another host: what is written is its input. It ends with its input, and with this process. */
export class SshProcess {
  readonly #child: ChildProcess;
  #exited = false;

  constructor(host: string, events: SshEvents) {
    this.#child = spawn("ssh", [...SSH_OPTIONS, ...OF_SHELL, "--", host, "/bin/sh"], {
      detached: true,
      stdio: "pipe",
    });
    this.#child.stdin?.on("error", () => {});
    this.#child.stdout?.on("data", (bytes: Buffer) => events.onData(bytes));
    if (this.#child.stderr)
      createInterface(this.#child.stderr).on("line", (line) => events.onSaid(line));
    const end = (): void => {
      if (this.#exited) return;
      this.#exited = true;
      events.onExit();
    };
    this.#child.once("error", (error) => {
      events.onSaid(error.message);
      end();
    });
    this.#child.once("close", end);
  }

  /** 0 if ssh could not be started. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  write(data: string | Buffer): void {
    this.#child.stdin?.write(data);
  }

  /** The shell there ends by itself. */
  acknowledgeEnd(): void {}

  /** Resolves when no process of it is left here; what is there ends with its input. */
  async kill(): Promise<void> {
    this.killNow();
    await this.gone();
  }

  killNow(): void {
    if (!this.#isGone()) killGroup(this.pid, "SIGKILL");
  }

  async gone(): Promise<void> {
    if (!(await waitUntil(() => this.#isGone(), GO_AWAY_MS))) this.killNow();
    await waitUntil(() => this.#isGone(), GO_AWAY_MS);
  }

  #isGone(): boolean {
    return this.pid === 0 || (this.#exited && groupIsGone(this.pid));
  }
}
