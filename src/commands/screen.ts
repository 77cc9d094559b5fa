import type { SocketClient } from "../server/socket-client.ts";
import { readBatches } from "./batch-options.ts";
import { quickstart } from "./places.ts";
import { type RunOptions, run, watch } from "./run.ts";
import { startEngine } from "./start-engine.ts";
import { userCode } from "./user-code.ts";

export interface ScreenOptions {
  readonly ascii?: boolean;
  readonly theme?: string;
}

/** `paxy [FILE]`: the screen on a batch; without a terminal, the batch without the screen. */
export async function screen(
  file: string = quickstart,
  options: RunOptions & ScreenOptions,
): Promise<number> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return run([file], options);
  const code = await userCode(options.code);
  const [batch] = await readBatches([file], options, code.versions);
  if (batch === undefined) throw new Error("a batch file makes one batch");
  return show(await startEngine(batch, code, options, "free"), options);
}

export async function show(client: SocketClient, _options: ScreenOptions): Promise<number> {
  return watch(client, {});
}
