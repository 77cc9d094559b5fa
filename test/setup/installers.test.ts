import { expect, test } from "vitest";
import { installationFor } from "../../src/setup/installers.mjs";

const linux = (isRoot: boolean, ...commands: string[]) => ({
  platform: "linux" as const,
  isRoot,
  has: (command: string) => commands.includes(command),
});
const mac = (...commands: string[]) => ({
  ...linux(false, ...commands),
  platform: "darwin" as const,
});

const line = (found: ReturnType<typeof installationFor>) => found?.install.join(" ");

test("root on Debian installs erlang-base alone to run", () => {
  const found = installationFor(linux(true, "apt-get", "sudo"), ["run"]);
  expect(line(found)).toBe("apt-get install -y --no-install-recommends erlang-base");
  expect(found?.refresh).toEqual(["apt-get", "update"]);
  expect(found?.consent).toBe("given");
});

test("tests and analysis take the parts that Debian packages apart", () => {
  expect(line(installationFor(linux(true, "apt-get"), ["run", "test"]))).toMatch(
    / erlang-base erlang-eunit erlang-dev$/,
  );
  expect(line(installationFor(linux(true, "apt-get"), ["run", "analyse"]))).toMatch(
    / erlang-dialyzer /,
  );
});

test("other users are asked for sudo, and told the command where there is none", () => {
  const asked = installationFor(linux(false, "apt-get", "sudo"), ["run"]);
  expect(asked?.consent).toBe("ask");
  expect(line(asked)).toMatch(/^sudo apt-get install /);
  expect(asked?.refresh).toEqual(["sudo", "apt-get", "update"]);
  const told = installationFor(linux(false, "apt-get"), ["run"]);
  expect(told?.consent).toBe("impossible");
  expect(line(told)).toMatch(/^sudo apt-get install /);
});

test("each system's own package manager is used", () => {
  expect(line(installationFor(linux(true, "dnf"), ["run"]))).toBe(
    "dnf install -y erlang-erts erlang-compiler",
  );
  expect(line(installationFor(linux(true, "pacman"), ["run", "test"]))).toBe(
    "pacman -Sy --noconfirm --needed erlang",
  );
  expect(line(installationFor(linux(true, "apk"), ["run"]))).toBe("apk add --update-cache erlang");
});

test("macOS has brew, which wants no root, and nothing else", () => {
  const found = installationFor(mac("brew", "apt-get"), ["run"]);
  expect(line(found)).toBe("brew install erlang");
  expect(found?.consent).toBe("given");
  expect(installationFor(mac("apt-get"), ["run"])).toBeUndefined();
});

test("without a known package manager there is no command", () => {
  expect(installationFor(linux(true), ["run"])).toBeUndefined();
});
