import { EXIT } from "../console/exit-code.ts";
import { shownPath } from "../console/shown-path.ts";
import { findSession } from "../service/find-session.ts";
import { attach } from "../service/socket/client.ts";

/** `paxy stop [BATCH]`: ends a running batch; what it has so far stays. */
export async function stop(which: string | undefined): Promise<number> {
  const session = await findSession(which);
  const client = await attach(session.socket, { readOnly: false });
  await client.dispatch({ type: "stop" });
  await client.closed;
  console.log(`Batch "${session.name}" was stopped. Results: ${shownPath(session.directory)}`);
  return EXIT.ok;
}
