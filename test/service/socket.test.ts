import { statSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { attach } from "../../src/service/socket/client.ts";
import { goodbyeOf, HELLO, rawClient, type Served, serveFake } from "./served.ts";

let served: Served;

beforeEach(async () => {
  served = await serveFake();
});

afterEach(() => served.end());

const until = (what: string, condition: () => boolean) =>
  expect.poll(condition, { message: what, timeout: 60_000, interval: 5 }).toBe(true);

describe("clients of a service", () => {
  it("the socket can be opened by this user alone", () => {
    expect(statSync(served.path).mode & 0o777).toBe(0o600);
  });

  it("several see the same batch, and what one does the others see", async () => {
    const [one, two, reader] = await Promise.all([
      attach(served.path, { readOnly: false }),
      attach(served.path, { readOnly: false }),
      attach(served.path, { readOnly: true }),
    ]);
    expect(await one.dispatch({ type: "setJobs", jobs: 7 })).toBeUndefined();
    expect(one.snapshot().queue.settings.jobs).toBe(7);
    const jobs = () => [two, reader].map((each) => each.snapshot().queue.settings.jobs);
    await until("the others see it", () => jobs().every((each) => each === 7));
    served.service.endRun();
    await until("all see the run", () =>
      [one, two, reader].every((each) => each.snapshot().totals.done === 1),
    );
  });

  it("one that is read-only sees all and changes nothing", async () => {
    const reader = await attach(served.path, { readOnly: true });
    expect(await reader.dispatch({ type: "stop" })).toBe("this screen is read-only");
    expect(served.service.commands).toEqual([]);
    served.service.endRun();
    expect(await reader.recentRuns(1, 5)).toHaveLength(1);
    const { events, said } = await reader.trace(1, 3);
    expect(said).toBe("agreed.");
    expect(events[0]).toMatchObject({ actor: "fry", kind: "start" });
  });

  it("are told why when the service ends", async () => {
    const client = await attach(served.path, { readOnly: false });
    await served.end("the disk is gone");
    expect(await client.closed).toBe("the disk is gone");
    expect(await client.dispatch({ type: "pause" })).toBe("the disk is gone");
  });

  it("one that leaves is no longer counted", async () => {
    const client = await attach(served.path, { readOnly: false });
    expect(served.server.clients()).toBe(1);
    client.detach();
    await until("it is gone", () => served.server.clients() === 0);
  });
});

describe("a client that stops reading", () => {
  it("slows nobody, costs no memory and does not keep the service from ending", async () => {
    const deaf = await rawClient(served.path);
    deaf.socket.write(`${HELLO}{"type":"followOutput"}\n`);
    await until("it is greeted", () => deaf.text() !== "");
    deaf.socket.pause();
    const other = await attach(served.path, { readOnly: false });
    const before = process.memoryUsage().rss;
    for (let round = 0; round < 200; round++) {
      for (let line = 0; line < 500; line++) served.service.print({ text: `${round} `.repeat(50) });
      deaf.socket.write('{"type":"recentRuns","id":1,"trial":1,"most":100}\n'.repeat(500));
      if (round % 20 === 0) served.service.endRun();
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await until("the other sees all", () => other.snapshot().totals.done === 10);
    // 100,000 lines of 200 bytes are kept once, by the service; what the deaf one wrote waits in its own queue.
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
    await served.end();
    deaf.socket.destroy();
  });
});

describe("what is not of the protocol ends the connection, and says why", () => {
  it.each([
    ["no JSON", "stop\n", "a message is not JSON"],
    ["no message", "{}\n", "a message is not of this protocol"],
    ["an unknown one", '{"type":"eval","code":"1"}\n', "a message is not of this protocol"],
    [
      "a command before the greeting",
      '{"type":"followOutput"}\n',
      "the first message must be a greeting",
    ],
    [
      "another version",
      '{"type":"hello","version":2,"readOnly":false}\n',
      "the client speaks version 2, this batch version 1; use the paxy that started it",
    ],
    ["a second greeting", HELLO + HELLO, "there was a greeting already"],
    ["a message without end", `${"x".repeat(64 * 1024 * 1024 + 1)}`, "a message is too long"],
  ])("%s", async (_, text, reason) => {
    const client = await rawClient(served.path);
    client.socket.write(text);
    await client.closed;
    expect(goodbyeOf(client)).toBe(reason);
    expect(served.service.commands).toEqual([]);
  });

  it("nothing that follows such a message in the same breath is done", async () => {
    const client = await rawClient(served.path);
    client.socket.write(`${HELLO}${HELLO}{"type":"dispatch","id":1,"command":{"type":"stop"}}\n`);
    await client.closed;
    expect(served.service.commands).toEqual([]);
  });

  it("a command with wrong contents is refused, and the connection stays", async () => {
    const client = await attach(served.path, { readOnly: false });
    const add = { type: "add", trials: [{ drop: 700 }] } as never;
    expect(await client.dispatch(add)).toContain("drop");
    expect(await client.dispatch({ type: "frobnicate" } as never)).toContain("unknown command");
    expect(await client.dispatch({ type: "pause" })).toBeUndefined();
  });
});
