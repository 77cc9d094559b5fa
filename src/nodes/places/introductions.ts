import type { Places } from "../../core/queue/places.ts";
import type { RecordOf } from "../../wire/records.ts";
import { peersTerm } from "../../wire/requests.ts";
import { type Member, shownName } from "../member.ts";
import type { OwnNodes } from "../own-nodes.ts";
import { peersOf, unreachable } from "./meeting.ts";
import { Tunnels } from "./tunnels.ts";

const AGAIN_MS = 200;
/** Nodes that do not reach each other for this long are probably behind a firewall. */
const CONNECT_MS_MAX = 10_000;

/** Tells the nodes where the others listen, again and again until all that are ready have reached each other. */
export class Introductions {
  readonly #own: OwnNodes;
  readonly #places: Places | undefined;
  readonly #onMet: () => void;
  readonly #tunnels = new Tunnels();
  readonly #connected = new Set<Member>();
  /** Number of the last message that told the nodes where the others are. */
  #ref = 0;
  #tryingSinceMs: number | undefined;

  /** `onMet`: all nodes that are ready have reached each other, and are up. */
  constructor(own: OwnNodes, places: Places | undefined, onMet: () => void) {
    this.#own = own;
    this.#places = places;
    this.#onMet = onMet;
  }

  /** Tells all nodes that are there where the others listen. */
  begin(): void {
    const ready = this.#own.members.filter(({ isReady }) => isReady);
    this.#connected.clear();
    this.#ref += 1;
    const ref = this.#ref;
    const tunnels = this.#places?.through === "ssh" ? this.#tunnels : undefined;
    for (const member of ready) {
      peersOf(member, ready, tunnels).then(
        (peers) => ref === this.#ref && member.send(peersTerm(ref, peers)),
        (error: Error) => this.#cannotMeet(ref, error.message),
      );
    }
  }

  /** A node is up once it has reached all others that have started. */
  take(member: Member, { ref, nodes }: RecordOf<"connected">): void {
    if (ref !== this.#ref) return;
    const far = nodes.find(({ connected }) => !connected);
    if (far !== undefined) {
      if (this.#own.isStarting && this.#triedMs() > CONNECT_MS_MAX)
        this.#own.failed(unreachable(shownName(member), far.name, this.#places));
      else this.#beginAgain(ref);
      return;
    }
    this.#connected.add(member);
    if (this.#own.members.some((each) => each.isReady && !this.#connected.has(each))) return;
    for (const each of this.#connected) each.setUp();
    const used = this.#own.members.filter(({ isUsed }) => isUsed);
    if (used.every(({ health }) => health.state === "up")) this.#own.up();
    this.#onMet();
  }

  /** The node there has ended. */
  left(host: string): void {
    this.#tunnels.close(host);
  }

  end(): void {
    this.#tunnels.closeAll();
  }

  #cannotMeet(ref: number, reason: string): void {
    if (ref !== this.#ref || this.#own.isStopped) return;
    if (this.#own.isStarting) this.#own.failed(`The nodes cannot reach each other: ${reason}.`);
    else this.#beginAgain(ref);
  }

  #beginAgain(ref: number): void {
    setTimeout(() => ref === this.#ref && this.begin(), AGAIN_MS);
  }

  #triedMs(): number {
    this.#tryingSinceMs ??= performance.now();
    return performance.now() - this.#tryingSinceMs;
  }
}
