import { commandText } from "../console/command-text.ts";
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
      `the screen of batch "${name}" needs a terminal. For its progress: ${commandText("ls")}`,
    );
  }
  return show(await attach(socket, { readOnly: options.readOnly ?? false }), options);
}
