/** The health and output of a node: plain data for any front end. */
export interface NodeHealth {
  readonly name: string;
  readonly role: "run" | "acceptors" | "proposers";
  /** The host that it lives on, where that is not this computer. */
  readonly host?: string | undefined;
  /** Its release of OTP; absent until the node has reported it. */
  readonly otp?: string | undefined;
  /** A node that no run has needed yet is `unused`: it is not there. */
  readonly state: "unused" | "starting" | "up" | "down";
  /** Why it is down; empty otherwise. */
  readonly reason: string;
  readonly roundTripMs: number | null;
  readonly uptimeMs: number | null;
  readonly processes: number | null;
  readonly memoryBytes: number | null;
  readonly runQueue: number | null;
  readonly restarts: number;
}

/** A look at a node while its batch ran. */
export type HealthSample = Pick<
  NodeHealth,
  "state" | "roundTripMs" | "memoryBytes" | "processes" | "runQueue" | "restarts"
> & {
  /** The wall clock, ms since 1970. */
  readonly atMs: number;
  /** `paxy-acc@127.0.0.1`. */
  readonly node: string;
};

/** A line for people, already without control sequences. */
export interface OutputLine {
  readonly atMs: number;
  readonly node: string;
  /** 0 if it belongs to no run. */
  readonly trial: number;
  readonly run: number;
  readonly text: string;
}
