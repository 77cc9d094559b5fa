import type { NodeHealth } from "../../src/core/run/health.ts";

const node = (
  name: string,
  role: NodeHealth["role"],
  figures: Partial<NodeHealth>,
): NodeHealth => ({
  name: `${name}@127.0.0.1`,
  role,
  state: "up",
  reason: "",
  roundTripMs: 0.3,
  uptimeMs: 72_000,
  processes: 61,
  memoryBytes: 32_000_000,
  runQueue: 0,
  restarts: 0,
  ...figures,
});

export const NODES: readonly NodeHealth[] = [
  node("paxy-run", "run", {}),
  node("paxy-acc", "acceptors", { roundTripMs: 0.4, processes: 73, memoryBytes: 33_400_000 }),
  node("paxy-pro", "proposers", { roundTripMs: 0.4, processes: 68, memoryBytes: 31_900_000 }),
];

/** The run's node here, and the others on hosts of their own, acceptors first. */
export const onHosts = (count: number): readonly NodeHealth[] =>
  Array.from({ length: count }, (_, index) => {
    const [role, name]: readonly [NodeHealth["role"], string] =
      index === 0
        ? ["run", "paxy-run"]
        : index < count - 2
          ? ["acceptors", `paxy-acc-${index}`]
          : ["proposers", `paxy-pro-${index}`];
    return node(name, role, index === 0 ? {} : { host: `lab${index}.example.org` });
  });
