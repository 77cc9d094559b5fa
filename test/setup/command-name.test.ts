import { expect, test } from "vitest";
import { commandName } from "../../src/setup/command-name.mjs";

const nowhere = { PATH: "/nowhere" };

test("commands name the program as it was started", () => {
  const script = `${process.cwd()}/src/setup/paxy.mjs`;
  expect(commandName({ ...nowhere, npm_lifecycle_event: "start" }, script)).toBe("npm start --");
  expect(commandName({ ...nowhere, npm_command: "exec" }, "/x/.bin/paxy")).toBe("npx paxy");
  expect(commandName(nowhere, "/usr/local/bin/paxy")).toBe("paxy");
  expect(commandName(nowhere, script)).toBe("node src/setup/paxy.mjs");
});
