import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { DEFAULT_PREFERENCES } from "../../src/core/preferences.ts";
import { openSettings } from "../../src/settings.ts";
import { temporaryFolder } from "../temporary-folder.ts";

it("keeps what was changed for the next session, for the user alone", async () => {
  const folder = temporaryFolder();
  const settings = openSettings(folder);
  settings.change({ theme: "light", form: { drop: "10" } });
  await settings.flush();
  expect(openSettings(folder).preferences).toEqual({
    ...DEFAULT_PREFERENCES,
    theme: "light",
    form: { drop: "10" },
  });
  expect(statSync(join(folder, "config.json")).mode & 0o777).toBe(0o600);
});

it("writes once for many changes", async () => {
  const folder = temporaryFolder();
  const settings = openSettings(folder);
  for (let jobs = 1; jobs < 100; jobs++) settings.change({ jobs });
  expect(() => readFileSync(join(folder, "config.json"))).toThrow();
  await settings.flush();
  expect(openSettings(folder).preferences.jobs).toBe(99);
});

it.each(["{ broken", '{"theme":"pink"}', '{"shares":{"trials":7,"left":0.5}}'])(
  "goes back to the defaults where the file holds %s",
  (text) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "config.json"), text);
    expect(openSettings(folder).preferences).toEqual(DEFAULT_PREFERENCES);
  },
);

it("keeps nothing, and does not fail, where the folder can't be used", async () => {
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "");
  chmodSync(file, 0o400);
  const settings = openSettings(join(file, "inside"));
  settings.change({ jobs: 3 });
  await settings.flush();
  expect(settings.preferences.jobs).toBe(3);
});
