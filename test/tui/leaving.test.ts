import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "node-pty";
import { afterEach, expect, it } from "vitest";
import { removeFolder } from "../remove-folder.ts";
import { attach, fakeProgram, openTerminal, type TestTerminal } from "./test-terminal.ts";

let terminal: TestTerminal | undefined;
afterEach(() => terminal?.close());

/** Whether the modes that the screen sets are as they were before it. */
function isRestored({ emulator, raw }: TestTerminal): boolean {
  const { modes, buffer } = emulator;
  const cursorShown = raw().lastIndexOf("\x1b[?25h") > raw().lastIndexOf("\x1b[?25l");
  return (
    buffer.active.type === "normal" &&
    !modes.bracketedPasteMode &&
    modes.wraparoundMode &&
    cursorShown
  );
}

it("takes the terminal for itself, and gives it back at the end", async () => {
  terminal = await openTerminal({ ended: 15 });
  await terminal.waitFor("finished");
  expect(terminal.emulator.buffer.active.type).toBe("alternate");
  expect(terminal.emulator.modes.bracketedPasteMode).toBe(true);
  terminal.press("q");
  expect(await terminal.exited).toBe(0);
  await terminal.waitFor("ended: stop");
  expect(isRestored(terminal)).toBe(true);
});

it.each(["SIGINT", "SIGTERM", "SIGHUP"])("gives it back at %s", async (signal) => {
  terminal = await openTerminal();
  await terminal.waitFor("? help");
  process.kill(terminal.pty.pid, signal);
  await terminal.waitFor(`ended: ${signal}`);
  expect(isRestored(terminal)).toBe(true);
});

it("gives it back, and says what failed, when a component fails", async () => {
  terminal = await openTerminal({ ended: 3 });
  await terminal.waitFor("3/15 runs");
  await terminal.service.call("crash");
  await terminal.waitFor("failed: ");
  expect(await terminal.exited).toBe(1);
  expect(isRestored(terminal)).toBe(true);
});

it("ends with its service", async () => {
  terminal = await openTerminal();
  await terminal.waitFor("? help");
  await terminal.service.call("close", "");
  await terminal.waitFor("ended: closed");
});

it("shows at once, and as long as it stays open, that the service is dead", async () => {
  terminal = await openTerminal();
  await terminal.waitFor("? help");
  await terminal.service.call("close", "it was killed");
  await terminal.waitFor("connection lost");
  await terminal.waitFor(/Died at \d\d:\d\d:\d\d\. Resume: paxy resume/);
  expect(terminal.text()).toContain("Nodes  unknown: ");
  expect(terminal.rows()[2]).toMatch(/^━ Trials {2}\d/);
  expect(terminal.text()).not.toMatch(/running|eta|^━ Trials.*following/m);
  terminal.press("p");
  await terminal.waitFor("The connection to the batch is lost.");
  terminal.press("q");
  await terminal.waitFor("ended: lost");
});

it("is stopped by ctrl-z under a shell, and draws itself again after fg", async () => {
  const folder = mkdtempSync(join(tmpdir(), "paxy-shell-"));
  const pty = spawn("bash", ["--norc", "-i"], {
    cols: 80,
    rows: 24,
    env: { ...process.env, PS1: "shell> ", TERM: "xterm-256color", LANG: "C.UTF-8" },
  });
  terminal = attach({ pty, columns: 80, rows: 24, control: join(folder, "control"), folder });
  await terminal.waitFor("shell>");
  pty.write(
    `${process.execPath} ${await fakeProgram()} '${JSON.stringify({ settings: folder })}'\r`,
  );
  await terminal.waitFor("? help");
  terminal.press("ctrl-z");
  await terminal.waitFor("Stopped");
  expect(terminal.emulator.buffer.active.type).toBe("normal");
  pty.write("echo between\r");
  await terminal.waitFor(/^between$/m);
  pty.write("fg\r");
  await terminal.waitFor("? help");
  expect(terminal.rows()[0]).toContain("paxy  quickstart");
  terminal.press("?");
  await terminal.waitFor("─ Keys ─");
  terminal.press("escape", "q", "q");
  await terminal.waitFor("ended: stop");
  removeFolder(folder);
});
