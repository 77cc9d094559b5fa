import type { NodeHealth } from "../core/run/health.ts";
import { isWhole } from "./run-record.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A node's health with what its agent said about it. */
export function withSample(health: NodeHealth, sample: Fields): NodeHealth {
  const measured = sample.round_trip_ms;
  return {
    ...health,
    roundTripMs: typeof measured === "number" && measured > 0 ? measured : health.roundTripMs,
    uptimeMs: wholeOrNull(sample.uptime_ms),
    processes: wholeOrNull(sample.processes),
    memoryBytes: wholeOrNull(sample.memory),
    runQueue: wholeOrNull(sample.run_queue),
  };
}

export function healthOf(name: string, role: NodeHealth["role"]): NodeHealth {
  return { name, role, state: "starting", reason: "", restarts: 0, ...UNKNOWN };
}

export const asUp = (health: NodeHealth): NodeHealth => ({ ...health, state: "up", reason: "" });

export const asStarting = (health: NodeHealth): NodeHealth => ({
  ...health,
  state: "starting",
  restarts: health.restarts + 1,
});

export const asDown = (health: NodeHealth, reason: string): NodeHealth => ({
  ...health,
  ...UNKNOWN,
  state: "down",
  reason,
});

const UNKNOWN = {
  roundTripMs: null,
  uptimeMs: null,
  processes: null,
  memoryBytes: null,
  runQueue: null,
};

const wholeOrNull = (value: unknown): number | null => (isWhole(value) ? value : null);

/** The samples of a record of type `health`, each with its node's name. */
export function samplesOf(record: Fields): readonly Fields[] {
  const { nodes } = record;
  return Array.isArray(nodes) ? nodes.filter((node) => typeof node === "object" && node) : [];
}
