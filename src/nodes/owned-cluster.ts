import { randomBytes } from "node:crypto";
import type { Places } from "../core/queue/places.ts";
import type { NodeHealth } from "../core/run/health.ts";
import type { RoundTrips } from "../core/run/links.ts";
import type { RunRecord } from "../core/run/run.ts";
import { engineOf } from "../core/trial/trial.ts";
import type { NodeRecord, RecordOf } from "../wire/records.ts";
import { type AttemptId, placesTerm } from "../wire/requests.ts";
import type { Cluster, ClusterEvents, RunRequest, ViolationTrace } from "./cluster.ts";
import { Member, shownName } from "./member.ts";
import { type ClusterOptions, OwnNodes, type Shared } from "./own-nodes.ts";
import { ADDRESSES } from "./places/addresses.ts";
import { batchAuthority, type Identity } from "./places/certificates.ts";
import { Introductions } from "./places/introductions.ts";
import { Links } from "./places/links.ts";
import { type PlacedNode, placedNodes } from "./places/placed-nodes.ts";
import { differentRelease } from "./places/releases.ts";
import { type Role, RunDesk } from "./run-desk.ts";

/**
 * Across hosts, a node takes a silent one for gone after about this time, s; on one computer, the
 * end of a node is seen at once.
 */
const TICK_S = 8;
/** The end of a node explains lost links better than the links do. */
const LINK_HELD_MS = 500;
/** Figures of nodes that are well are told that often, however many nodes there are: a screen draws each. */
const FIGURES_EVERY_MS = 1000;
const PAXY = "paxy";

/** Nodes that belong to this process and end with it: up to three here, or as many as a batch has places. */
export class OwnedCluster implements Cluster {
  readonly events: ClusterEvents = { onOver() {}, onRun() {}, onOutput() {}, onHealth() {} };
  readonly #own: OwnNodes;
  readonly #desk: RunDesk;
  readonly #places: Places | undefined;
  readonly #links: Links | undefined;
  readonly #introductions: Introductions;
  /** Trials whose runs go across hosts. */
  readonly #across = new Set<number>();
  /** Which nodes have lost each other; empty if all are connected. */
  #apart = "";
  #figures: NodeJS.Timeout | undefined;

  constructor(options: ClusterOptions) {
    this.#places = options.places;
    const deliver: ClusterEvents["onRun"] = (record, trace) => this.events.onRun(record, trace);
    if (options.places !== undefined) this.#links = new Links(() => this.#own.members, deliver);
    this.#own = new OwnNodes(options, (ms) => this.#desk.suspended(ms));
    this.#introductions = new Introductions(this.#own, this.#places, () => {
      this.#apart = "";
      this.#desk.sendWaiting();
    });
    this.#desk = new RunDesk({
      events: {
        onOver: () => {},
        onRun: (record, trace) => this.#ended(record, trace),
        onOutput: (lines) => this.events.onOutput(lines),
        onHealth: () => {},
      },
      isAvailable: (roles) => this.#isAvailable(roles),
      send: (term) => this.#member("run")?.send(term),
      whyUnavailable: () => this.#whyUnavailable(),
      onSuccess: () => {
        for (const member of this.#own.members) member.succeeded();
      },
      waitMsMax: options.waitMsMax ?? 30_000,
    });
  }

  async start(): Promise<void> {
    const cookie = randomBytes(20).toString("hex");
    const identify = isDirect(this.#places) ? batchAuthority() : undefined;
    try {
      await this.#own.start((shared) =>
        placedNodes(this.#places).map((node) =>
          this.#newMember({ ...shared, ...node, cookie, identity: identify?.(node.name) }),
        ),
      );
      await this.#links?.begin();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  run(request: RunRequest): void {
    const { nodes } = engineOf(request.config);
    if (nodes.length > 1) this.#across.add(request.trial);
    this.#desk.run(request);
    this.#own.need(nodes);
  }

  cancel(request: AttemptId): void {
    this.#desk.cancel(request);
  }

  health(): readonly NodeHealth[] {
    return this.#own.members.map(({ health }) => health);
  }

  /** Process groups of the nodes, for those who watch over them. */
  pids(): readonly { readonly role: Role; readonly pid: number }[] {
    return this.#own.members.flatMap(({ role, pid }) => (pid === undefined ? [] : [{ role, pid }]));
  }

  links(): readonly RoundTrips[] {
    return this.#links?.told() ?? [];
  }

  async measure(): Promise<void> {
    await this.#links?.measure("after");
  }

  async stop(): Promise<void> {
    clearTimeout(this.#figures);
    this.#links?.stop();
    this.#links?.spoil("cancelled", "the nodes were stopped before their links had answered");
    this.#introductions.end();
    const gone = this.#own.stop();
    this.#desk.close({ verdict: "cancelled", reason: "the nodes were stopped" });
    await gone;
  }

  #newMember(
    node: Shared & PlacedNode & { cookie: string; identity: Identity | undefined },
  ): Member {
    const { ports, through } = this.#places ?? {};
    const { any, loopback } = ADDRESSES[through === "tls6" ? "IPv6" : "IPv4"];
    const address = isDirect(this.#places) && node.host !== undefined ? any : loopback;
    const tickS = this.#places === undefined ? 0 : TICK_S;
    const listens = node.host === undefined ? { address, tickS } : { address, tickS, ports };
    return new Member(
      { ...node, listens, epmd: "none" },
      {
        onReady: (member) => this.#ready(member),
        onRecord: (member, record) => this.#record(member, record),
        onLine: (member, text) => this.#desk.line(member.health.name, text),
        onLost: (member, how) => this.#lost(member, how),
        onHealth: () => this.events.onHealth(),
      },
    );
  }

  #ready(member: Member): void {
    if (member.role === "run" && this.#places !== undefined) {
      const names = (role: Role) =>
        this.#own.members.filter((each) => each.role === role).map(({ name }) => name);
      member.send(placesTerm(names("acceptors"), names("proposers")));
    }
    this.#sayRelease(member);
    this.#introductions.begin();
  }

  /** Hosts with different releases of OTP work together, but the user is told. */
  #sayRelease({ health }: Member): void {
    const said = differentRelease(health, this.health());
    if (said !== undefined) this.#desk.line(PAXY, said);
  }

  #record(member: Member, record: NodeRecord): void {
    this.#own.look();
    if (this.#desk.record(record)) return;
    if (record.t === "connected") this.#introductions.take(member, record);
    if (record.t === "pinged") this.#links?.take(record);
    if (record.t === "node_down" && this.#places !== undefined) this.#missing(member, record.node);
    if (record.t === "health") this.#takeHealth(member, record);
  }

  /** A node's member handles reports about itself; the run node also reports on the others. */
  #takeHealth(member: Member, record: RecordOf<"health">): void {
    if (member.role === "run") {
      for (const sample of record.nodes) {
        const other = this.#own.members.find(({ name }) => name === sample.name);
        if (other && other !== member && sample.up) other.addSample(sample);
      }
    }
    this.#figures ??= setTimeout(() => {
      this.#figures = undefined;
      this.events.onHealth();
    }, FIGURES_EVERY_MS);
  }

  #ended(record: RunRecord, trace: ViolationTrace | undefined): void {
    if (this.#links === undefined || !this.#across.has(record.trial)) {
      this.events.onRun(record, trace);
      return;
    }
    this.events.onOver(record);
    this.#links.hold(record, trace);
  }

  /** A node no longer hears another, and neither has ended: the link between them is lost. */
  #missing(member: Member, name: string): void {
    const other = this.#own.members.find((each) => each.name === name);
    if (other === undefined || this.#own.isStarting || this.#own.isStopped) return;
    const both = [member, other];
    setTimeout(() => {
      if (!both.every(({ isReady }) => isReady) || this.#own.isStopped) return;
      const [one, two] = both.map(shownName);
      const reason = `the connection between ${one} and ${two} was lost`;
      this.#apart = reason;
      this.#desk.linkLost(reason);
      this.#links?.spoil("failed", reason);
      this.#introductions.begin();
    }, LINK_HELD_MS);
  }

  #lost(member: Member, how: string): void {
    if (this.#own.isStopped) return;
    if (member.host !== undefined) this.#introductions.left(member.host);
    if (this.#own.isStarting) {
      const place = member.host === undefined ? "" : ` --place ${member.host}`;
      const advice = `\`paxy doctor${place}\` lists what is missing`;
      this.#own.failed(`The node ${member.health.name} ${how}; ${advice}.`);
      return;
    }
    const reason = `the node ${member.health.name} ${how}`;
    if (this.#links !== undefined) this.#desk.linkLost(reason);
    this.#desk.nodeLost(member.role, reason);
    this.#links?.spoil("failed", reason);
  }

  #isAvailable(roles: readonly Role[]): boolean {
    if (this.#apart !== "" && roles.length > 1) return false;
    return this.#own.members
      .filter(({ role }) => roles.includes(role))
      .every(({ health }) => health.state === "up");
  }

  #whyUnavailable(): string {
    if (this.#apart !== "") return `${this.#apart}, and it could not be restored in time`;
    const { name, reason } = this.health().find(
      ({ state }) => state !== "up" && state !== "unused",
    ) ?? {
      name: "of the run",
      reason: "was not there",
    };
    return `the node ${name} ${reason}, and it could not be restarted in time`;
  }

  #member(role: Role): Member | undefined {
    return this.#own.members.find((member) => member.role === role);
  }
}

const isDirect = (places: Places | undefined): boolean =>
  places !== undefined && places.through !== "ssh";
