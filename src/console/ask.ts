import { createInterface } from "node:readline";
import { sanitise } from "../nodes/sanitise.ts";

/**
 * Asks a question on the terminal; Enter is yes. Undefined if it was not answered (Ctrl-C, Ctrl-D).
 */
export function ask(question: string): Promise<boolean | undefined> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    lines.once("close", () => resolve(undefined));
    lines.question(`${question.split("\n").map(sanitise).join("\n")} [Y/n] `, (answer) => {
      resolve(!/^\s*n/i.test(answer));
      lines.close();
    });
  });
}
