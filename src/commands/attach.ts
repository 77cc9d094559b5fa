import { InputError } from "../console/problems.ts";
import { findSession } from "../service/find-session.ts";
import { attach } from "../service/socket/client.ts";
import { type ScreenOptions, show } from "./screen.ts";

/** `paxy attach [BATCH]`: the screen on a batch that is running. */
export async function attachScreen(
  which: string | undefined,
  options: ScreenOptions & { readonly readOnly?: boolean },
): Promise<number> {
  const { socket, name } = await findSession(which);
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new InputError(
      `${name} is running, but its screen needs a terminal; \`paxy ls\` tells how far it is`,
    );
  }
  return show(await attach(socket, { readOnly: options.readOnly ?? false }), options);
}
