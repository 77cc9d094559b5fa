import type { NodeHealth } from "../core/run/health.ts";
import type { NodeSample } from "../wire/records.ts";

/** A node's health with what its agent said about it. */
export function withSample(health: NodeHealth, sample: NodeSample): NodeHealth {
  const measured = sample.round_trip_ms;
  return {
    ...health,
    roundTripMs: measured !== undefined && measured > 0 ? measured : health.roundTripMs,
    uptimeMs: sample.uptime_ms ?? null,
    processes: sample.processes ?? null,
    memoryBytes: sample.memory ?? null,
    runQueue: sample.run_queue ?? null,
  };
}

export function healthOf(name: string, role: NodeHealth["role"], host?: string): NodeHealth {
  return {
    name,
    role,
    ...(host === undefined ? {} : { host }),
    state: "unused",
    reason: "",
    restarts: 0,
    ...UNKNOWN,
  };
}

export const asUp = (health: NodeHealth): NodeHealth => ({ ...health, state: "up", reason: "" });

export const asStarting = (health: NodeHealth): NodeHealth => ({
  ...health,
  state: "starting",
  restarts: health.restarts + (health.state === "down" ? 1 : 0),
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
