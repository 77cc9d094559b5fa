import { spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";

/** A message of the DevTools protocol: an answer, or an event. */
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

/**
 * The document that a browser makes of a page while it runs no script at all.
 * The browser is asked through its debugging pipe, since what its command line
 * offers (a dump, a screenshot) is a script itself.
 */
export async function documentWithoutScripts(
  browser: string,
  url: string,
  profile: string,
): Promise<string> {
  const options = ["--headless", "--no-sandbox", "--disable-gpu", `--user-data-dir=${profile}`];
  const child = spawn(browser, [...options, "--remote-debugging-pipe", "about:blank"], {
    stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
  });
  const closed = new Promise((resolve) => child.once("close", resolve));
  const [, , , input, output] = child.stdio as unknown as [null, null, null, Writable, Readable];
  const { ask, event } = protocol(input, output);
  try {
    const { targetId } = await ask("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await ask("Target.attachToTarget", { targetId, flatten: true });
    const page = (method: string, params = {}) => ask(method, params, sessionId as string);
    await page("Emulation.setScriptExecutionDisabled", { value: true });
    await page("Page.enable");
    const loaded = event("Page.loadEventFired");
    await page("Page.navigate", { url });
    await loaded;
    const { root } = await page("DOM.getDocument");
    const { nodeId } = root as { nodeId: number };
    const { outerHTML } = await page("DOM.getOuterHTML", { nodeId });
    return outerHTML as string;
  } finally {
    await ask("Browser.close", {}).catch(() => undefined);
    await closed;
  }
}

/** Messages are JSON, each ended by a byte 0. */
function protocol(input: Writable, output: Readable) {
  const listeners = new Set<(message: Message) => void>();
  let rest = "";
  output.setEncoding("utf8").on("data", (chunk: string) => {
    const texts = `${rest}${chunk}`.split("\0");
    rest = texts.pop() ?? "";
    for (const text of texts) for (const listen of listeners) listen(JSON.parse(text));
  });
  const next = (isWanted: (message: Message) => boolean): Promise<Message> =>
    new Promise((resolve, reject) => {
      const listen = (message: Message): void => {
        if (!isWanted(message)) return;
        listeners.delete(listen);
        if (message.error === undefined) resolve(message);
        else reject(new Error(message.error.message));
      };
      listeners.add(listen);
      output.once("close", () => reject(new Error("the browser has ended")));
    });
  let last = 0;
  return {
    event: (method: string) => next((message) => message.method === method),
    async ask(method: string, params: object, sessionId?: string) {
      const id = ++last;
      const answer = next((message) => message.id === id);
      input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
      return (await answer).result ?? {};
    },
  };
}
