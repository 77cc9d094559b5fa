import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ChartPicture } from "../core/chart-picture.ts";
import { pictureFiles } from "../report/charts/picture.ts";
import { readManifest } from "../results/manifest.ts";
import { shownPath } from "./shown-path.ts";

/** Writes a chart of the screen into `charts/` of the batch's folder; answers with its place. */
export async function savePicture(directory: string, picture: ChartPicture): Promise<string> {
  const folder = join(directory, "charts");
  await mkdir(folder, { recursive: true });
  const caption = `${picture.caption}${await madeBy(directory)}`;
  for (const [name, text] of Object.entries(pictureFiles({ ...picture, caption }))) {
    await writeFile(join(folder, name), text);
  }
  return shownPath(join(folder, picture.name));
}

/** The versions that made the runs, which need not be those of the screen. */
async function madeBy(directory: string): Promise<string> {
  const manifest = await readManifest(directory);
  if (!manifest.ok) return "";
  const { paxy, node, otp } = manifest.value.versions;
  return ` Made by paxy ${paxy}, Erlang/OTP ${otp}, Node ${node}.`;
}
