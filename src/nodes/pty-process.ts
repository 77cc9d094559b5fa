import { writeSync } from "node:fs";
import { type IPty, spawn } from "node-pty";
import { killMarked, ownerMark } from "./owned-processes.ts";
import { groupIsGone, killGroup, waitUntil } from "./process-group.ts";

export interface PtyCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Secret between this process and the shell around the command; marks the end. */
  readonly token: string;
}

export interface PtyEvents {
  /** The terminal is raw and the shell has the token: from now on what is written reaches the command. */
  onReady(): void;
  onData(bytes: Buffer): void;
  /** All output has arrived and the shell has ended. */
  onExit(): void;
}

/**
 * The shell makes the terminal raw (no echo, no line limit) and keeps it open
 * until its end marker was read and acknowledged: node-pty loses output of a
 * command that exits at once. The token comes through the terminal, so that no
 * process listing shows it.
 */
const SHELL = [
  "stty raw -echo || exit 125",
  "printf 'ready\\n'",
  "IFS= read -r token || exit 125",
  '"$@"',
  'printf \'\\036%s{"t":"exit","status":%d}\\n\' "$token" "$?"',
  'while IFS= read -r line; do [ "$line" = "$token" ] && exit 0; done',
].join("\n");

const READY = "ready\n";
const WRITE_AGAIN_MS = 1;
const GO_AWAY_MS = 500;

/** A command under a pty of its own. */
export class PtyProcess {
  readonly #pty: IPty;
  readonly #token: string;
  readonly #mark = ownerMark();
  readonly #events: PtyEvents;
  #greeting: Buffer | undefined = Buffer.alloc(0);
  #unwritten: Buffer[] = [];
  #writing = false;
  #exited = false;
  /** No process of the group is left, and its number may belong to another by now. */
  #gone = false;

  constructor(command: PtyCommand, events: PtyEvents) {
    this.#token = command.token;
    this.#events = events;
    this.#pty = spawn("/bin/sh", ["-c", SHELL, "sh", command.file, ...command.args], {
      cwd: command.cwd,
      env: { ...command.env, ...this.#mark },
      encoding: null,
      cols: 200,
      rows: 50,
    });
    this.#pty.onData((data) => this.#read(data as unknown as Buffer));
    this.#pty.onExit(() => this.#exit());
    // Without a listener, node-pty throws the kernel's error about a terminal that has gone.
    (this.#pty as unknown as NodeJS.EventEmitter).on("error", () => {});
  }

  /** Of the shell, which leads a session and a process group of their own. */
  get pid(): number {
    return this.#pty.pid;
  }

  get exited(): boolean {
    return this.#exited;
  }

  write(data: string | Buffer): void {
    if (this.#exited) return;
    this.#unwritten.push(Buffer.from(data as string));
    if (this.#writing) return;
    this.#writing = true;
    queueMicrotask(() => this.#flush());
  }

  /** Lets the shell go once its end marker has come. */
  acknowledgeEnd(): void {
    this.write(`\n${this.#token}\n`);
  }

  /** Resolves when no process of the group is left. */
  async kill(): Promise<void> {
    this.killNow();
    await this.gone();
  }

  killNow(): void {
    if (!this.#isGone()) killGroup(this.pid, "SIGKILL");
  }

  /**
   * Resolves when no process of the group is left; processes that do not end by themselves are
   * killed.
   */
  async gone(): Promise<void> {
    if (!(await waitUntil(() => this.#isGone(), GO_AWAY_MS))) this.killNow();
    await waitUntil(() => this.#isGone(), 10 * GO_AWAY_MS);
    killMarked(this.#mark);
  }

  /** While the shell has not been waited for, its group's number is its own. */
  #isGone(): boolean {
    this.#gone ||= this.#exited && groupIsGone(this.pid);
    return this.#gone;
  }

  #read(data: Buffer): void {
    if (this.#greeting === undefined) {
      this.#events.onData(data);
      return;
    }
    const seen = Buffer.concat([this.#greeting, data]);
    const ready = seen.indexOf(READY);
    if (ready === -1) {
      this.#greeting = seen;
      return;
    }
    this.#greeting = undefined;
    this.write(`${this.#token}\n`);
    this.#events.onReady();
    const rest = seen.subarray(ready + READY.length);
    if (rest.length > 0) this.#events.onData(rest);
  }

  #exit(): void {
    this.#exited = true;
    this.#isGone();
    // The shell's output in place of "ready" says why the command did not start.
    if (this.#greeting?.length) this.#events.onData(this.#greeting);
    this.#events.onExit();
  }

  /**
   * Texts of one turn are written together, and from here: node-pty's own
   * writing takes a thread's turn for each line, spins while the terminal is
   * full, and may still write when the descriptor belongs to somebody else.
   */
  #flush(): void {
    if (this.#exited) return;
    const bytes = Buffer.concat(this.#unwritten);
    try {
      const written = writeSync((this.#pty as unknown as { readonly fd: number }).fd, bytes);
      this.#unwritten = written === bytes.length ? [] : [bytes.subarray(written)];
    } catch (error) {
      // Any other error means that the terminal has gone; its exit is about to be reported.
      const isFull = (error as NodeJS.ErrnoException).code === "EAGAIN";
      this.#unwritten = isFull ? [bytes] : [];
    }
    this.#writing = this.#unwritten.length > 0;
    if (this.#writing) setTimeout(() => this.#flush(), WRITE_AGAIN_MS);
  }
}
