import type { NodeHealth } from "../core/run/health.ts";
import type { NodeSample } from "../wire/records.ts";
import { asDown, asStarting, asUp, healthOf, withSample } from "./member-health.ts";
import { RestartPause } from "./restart-pause.ts";
import { type Role, shortName } from "./run-desk.ts";
import { SILENT_MS_MAX } from "./watch.ts";

export interface UserNodePorts {
  /** Checks the node and loads our modules onto it. */
  borrow(name: string): void;
  forget(name: string): void;
  readonly silentMsMax: number | undefined;
}

/** A node that belongs to the user: it can be asked for again, not started. */
export class UserNode {
  readonly name: string;
  readonly role: Role;
  health: NodeHealth;
  readonly #ports: UserNodePorts;
  readonly #pause = new RestartPause();
  #again: NodeJS.Timeout | undefined;
  #answeredAtMs = 0;
  #stopped = false;

  constructor(name: string, role: Role, ports: UserNodePorts) {
    this.name = name;
    this.role = role;
    this.#ports = ports;
    this.health = asStarting(healthOf(shortName(name), role));
  }

  borrow(): void {
    this.#ports.borrow(this.name);
  }

  borrowed(): void {
    this.#answeredAtMs = performance.now();
    this.#pause.succeeded();
    this.health = asUp(this.health);
  }

  /** It is asked for again after a pause. */
  lost(reason: string): void {
    if (this.#stopped) return;
    this.health = asDown(this.health, reason);
    clearTimeout(this.#again);
    this.#again = setTimeout(() => this.borrow(), this.#pause.next());
  }

  takeSample(sample: NodeSample): void {
    if (this.health.state !== "up") return;
    const now = performance.now();
    if (sample.up) {
      this.#answeredAtMs = now;
      this.health = withSample(this.health, sample);
    } else if (now - this.#answeredAtMs > (this.#ports.silentMsMax ?? SILENT_MS_MAX)) {
      this.#ports.forget(this.name);
      this.lost("does not answer");
    }
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#again);
  }
}
