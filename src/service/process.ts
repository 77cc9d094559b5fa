import { EXIT } from "../console/exit-code.ts";
import { say } from "../console/say.ts";
import { service } from "./main.ts";

// The program that a service process runs: a bundle of its own, in one file, because a service
// starts with every batch and needs nothing of the command line.

/** Its reader may be gone and its log may be full; neither ends a batch. */
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

try {
  await service();
} catch (error) {
  say((error as Error).message);
  process.exitCode = EXIT.notRun;
}
