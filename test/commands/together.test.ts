import { expect, test } from "vitest";
import { temporaryFolder } from "../temporary-folder.ts";
import { paxy } from "./paxy.ts";

test.each([
  ["report out --chart --csv", "--csv can't be used with --json, --md or --chart."],
  ["report out --json --md", "--json can't be used with --md or --chart."],
  ["report out --html --json", "--html can't be used with --csv, --json, --md or --chart."],
  ["report out --svg charts --chart", "--svg can't be used with --csv, --json, --md or --chart."],
  ["compare out other --md --csv", "--csv can't be used with --md."],
  ["count out --csv --json", "--json can't be used with --csv."],
])("%s: two forms of one text are refused", async (command, sentence) => {
  const refused = await paxy(temporaryFolder(), command.split(" "));
  expect(refused).toMatchObject({ code: 2, stdout: "" });
  expect(refused.stderr).toContain(sentence);
});
