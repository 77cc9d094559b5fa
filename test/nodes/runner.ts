import { OwnedCluster } from "../../src/nodes/owned-cluster.ts";
import { EBIN, ENDLESS, request } from "./trials.ts";

/** A batch runner to be killed: starts three nodes and a run, says who they are, and waits for lines. */
const cluster = new OwnedCluster({ ebin: EBIN });
await cluster.start();
cluster.run(request(1, ENDLESS));
console.log(JSON.stringify(cluster.pids().map(({ pid }) => pid)));
process.stdin.on("data", (line) => {
  if (String(line) === "exit\n") process.exit(0);
  console.log(JSON.stringify(cluster.health()));
});
