import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

/** What an administrator may let others run as root, so it takes nothing but times and addresses. */
const said = (...args: readonly string[]): string => {
  const { status, stdout, stderr } = spawnSync("sh", ["erlang/node/paxy-partition.sh", ...args], {
    encoding: "utf8",
  });
  return `${status} ${stdout}${stderr}`.trim();
};

test("the script of a partition takes a time of four digits and addresses", () => {
  for (const time of ["", "0", "08", "1.5", "-1", "10000", "1; id"]) {
    expect(said(time, "192.0.2.1")).toBe("1 usage: paxy-partition MS ADDRESS...");
  }
  expect(said()).toBe("1 usage: paxy-partition MS ADDRESS...");
  for (const address of ["", "host", "192.0.2.1/8", "192.0.2.1 -4", "-6", "$(id)"]) {
    expect(said("1", address)).toBe(`1 ${address} is not an address`);
  }
});
