import { writeFileSync } from "node:fs";
import xterm from "@xterm/headless";
import { spawn } from "node-pty";
import { DARK, LIGHT, screenToSvg } from "./screen-to-svg.ts";
import { bytesOf, pause } from "./test-terminal.ts";

/**
 * Runs a program in a terminal, presses keys, and writes what it shows as SVG:
 *   npx jiti test/tui/take-picture.ts '{"out":"screen.svg","columns":100,"rows":30,"seconds":8,"keys":["j","?"],"command":["npm","start"]}'
 */
interface Picture {
  readonly out: string;
  readonly columns: number;
  readonly rows: number;
  /** Before the keys, and after each. */
  readonly seconds: number;
  readonly keys?: readonly string[];
  readonly command: readonly string[];
  readonly light?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

const {
  out,
  columns,
  rows,
  seconds,
  keys = [],
  command,
  light,
  environment,
}: Picture = JSON.parse(process.argv[2] ?? "{}");
const [file = "", ...rest] = command;
const pty = spawn(file, rest, {
  cols: columns,
  rows,
  env: {
    ...process.env,
    TERM: "xterm-256color",
    COLORTERM: "truecolor",
    LANG: "C.UTF-8",
    ...environment,
  },
});
const emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
pty.onData((data) => emulator.write(data));
await pause(seconds * 1000);
for (const key of keys) {
  pty.write(bytesOf(key));
  await pause(400);
}
await new Promise<void>((resolve) => emulator.write("", resolve));
writeFileSync(out, screenToSvg(emulator, light ? LIGHT : DARK));
pty.kill("SIGTERM");
process.exit(0);
