import { attach } from "../server/socket-client.ts";
import { findSession } from "./find-session.ts";
import { type ScreenOptions, show } from "./screen.ts";

/** `paxy attach [BATCH]`: the screen on a batch that is running. */
export async function attachScreen(
  which: string | undefined,
  options: ScreenOptions & { readonly readOnly?: boolean },
): Promise<number> {
  const { socket } = await findSession(which);
  return show(await attach(socket, { readOnly: options.readOnly ?? false }), options);
}
