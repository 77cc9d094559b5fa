import type { ReadStream, WriteStream } from "node:tty";
import type { ChartPicture } from "../../core/chart-picture.ts";
import type { Settings } from "../../core/preferences.ts";
import type { ShownExploration } from "../../core/run/explored.ts";
import type { Versions } from "../../core/trial/schema.ts";
import type { BatchClient } from "../../service/client.ts";
import type { DrawChance } from "./shown-chance.ts";
import type { CountWitnesses } from "./shown-witnesses.ts";
import type { ExploredRun } from "./view.ts";

export interface ScreenOptions {
  readonly client: BatchClient;
  readonly settings: Settings;
  /** Names that `moduleVersion` may take. */
  readonly versions?: Versions;
  /** Whether the service goes on without this screen: quitting then asks. */
  readonly canLeave?: boolean;
  /** Why nothing may be changed; empty if changes are allowed. */
  readonly readOnly?: string;
  /** The program as the user calls it, for commands that can be pasted. */
  readonly program?: string;
  /** Writes a chart's files beside the results; answers with their place. */
  readonly save?: (picture: ChartPicture) => Promise<string>;
  /** Begins an exploration of a run; rejects with the reason why it can't be explored. Without it, its command is copied. */
  readonly explore?: (run: ExploredRun) => Promise<ShownExploration>;
  /** Draws the futures of a simulated run; without it, none can be drawn. */
  readonly chance?: DrawChance;
  /** Counts the first runs of a simulated trial that reached events of interest. */
  readonly witnesses?: CountWitnesses;
  /** ASCII alone, whatever the locale. */
  readonly ascii?: boolean;
  /** Plain lines for a screen reader; where it is not said, as Ink's INK_SCREEN_READER says. */
  readonly screenReader?: boolean;
  /** Clicks and the wheel do something. */
  readonly mouse?: boolean;
  /** Instead of the theme in the settings. */
  readonly theme?: "dark" | "light";
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly stdin?: ReadStream;
  readonly stdout?: WriteStream;
}

/** How a screen came to its end: by the user's choice (after its service was lost: `lost`), with its service, or by a signal. */
export type ScreenEnd = "stop" | "leave" | "lost" | "closed" | "SIGINT" | "SIGTERM" | "SIGHUP";
