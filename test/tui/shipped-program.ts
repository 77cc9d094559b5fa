import { spawn } from "node-pty";
import { PROGRAM, type World } from "../survival/world.ts";
import { attach, type TestTerminal } from "./test-terminal.ts";

interface Shipped {
  readonly columns: number;
  readonly rows: number;
  readonly options: readonly string[];
}

/** The program as it is shipped, on real nodes, in a terminal of its own; the world ends what it leaves. */
export function openShipped(world: World, { columns, rows, options }: Shipped): TestTerminal {
  const { folder, environment } = world;
  const pty = spawn(process.execPath, [PROGRAM, ...options], {
    ...{ cols: columns, rows, cwd: folder },
    env: { ...environment, TERM: "xterm-256color", LANG: "C.UTF-8" } as Record<string, string>,
  });
  return attach({ pty, columns, rows, control: "", folder });
}
