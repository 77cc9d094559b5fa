import { expect, it } from "vitest";
import { holdTerminal } from "../../src/tui/terminal/hold.ts";

function held() {
  const done: string[] = [];
  const tell = (what: string) => () => void done.push(what);
  const hold = holdTerminal({
    modes: { enter: tell("enter"), leave: tell("leave") },
    listen: () => {
      done.push("listen");
      return { suspend: tell("suspend"), close: tell("deaf") };
    },
    repaint: tell("repaint"),
  });
  let giveBack: (how: string) => void = () => {};
  const borrowed = hold.lend(
    () =>
      new Promise<string>((resolve) => {
        giveBack = resolve;
      }),
  );
  return { done, hold, borrowed, giveBack: (how: string) => giveBack(how) };
}

it("lends the terminal to one screen, and takes it back with its modes, keys and signals", async () => {
  const { done, hold, borrowed, giveBack } = held();
  expect({ done, isLent: hold.isLent() }).toEqual({
    ...{ done: ["listen", "deaf", "leave"], isLent: true },
  });
  expect(await hold.lend(async () => "another")).toBeUndefined();
  giveBack("quit");
  expect(await borrowed).toBe("quit");
  expect(done.slice(3)).toEqual(["enter", "listen", "repaint"]);
  expect(hold.isLent()).toBe(false);
});

it("waits with what needs the terminal until it is given back", async () => {
  const { hold, giveBack } = held();
  const order: string[] = [];
  const waiting = hold.held().then(() => order.push("held"));
  order.push("lent");
  giveBack("quit");
  await waiting;
  expect(order).toEqual(["lent", "held"]);
});

it("leaves the terminal alone if the screen was closed meanwhile", async () => {
  const { done, hold, borrowed, giveBack } = held();
  hold.close();
  giveBack("SIGTERM");
  await borrowed;
  expect(done).toEqual(["listen", "deaf", "leave"]);
});
