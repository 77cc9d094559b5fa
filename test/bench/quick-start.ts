import { createWorld } from "../survival/world.ts";
import { openShipped } from "../tui/shipped-program.ts";
import type { TestTerminal } from "../tui/test-terminal.ts";

/** What a first frame has: header, every pane, and the keys. */
const FRAME = [/paxy +quickstart/, / Nodes /, / Trials /, / Output /, /Elapsed/, /\? help/];

export const isFrame = (text: string): boolean => FRAME.every((part) => part.test(text));

/** The shipped program on the quick start and real nodes, in a home of its own, until `use` is done. */
export async function onQuickStart<Result>(
  size: { readonly columns: number; readonly rows: number },
  options: readonly string[],
  use: (terminal: TestTerminal) => Promise<Result>,
): Promise<Result> {
  const world = createWorld();
  const terminal = openShipped(world, { ...size, options });
  try {
    const result = await use(terminal);
    terminal.press("q", "q");
    await terminal.exited;
    return result;
  } finally {
    await world.end();
  }
}
