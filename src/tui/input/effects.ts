import type { ChartPicture } from "../../core/chart-picture.ts";
import type { Settings } from "../../core/preferences.ts";
import type { BatchClient } from "../../service/client.ts";
import { openExplorer } from "../explore/open-explorer.ts";
import type { Outcome } from "../model/model.ts";
import { withNotice } from "../model/notice.ts";
import type { ScreenOptions } from "../model/options.ts";
import type { ModelSource } from "../model/source.ts";
import type { Effect, ExploredRun, Notice, View } from "../model/view.ts";
import type { Stage } from "../stage.ts";
import { copySequence } from "../terminal/clipboard.ts";
import type { Borrower } from "../terminal/hold.ts";
import { commandNotice } from "./command-notice.ts";

interface World {
  readonly client: BatchClient;
  readonly settings: Settings;
  readonly stage: Stage;
  readonly source: ModelSource;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Something is to be painted. */
  readonly changed: () => void;
  readonly end: (how: "stop" | "leave" | "lost") => void;
  readonly suspend: () => void;
  readonly explore: ScreenOptions["explore"];
  /** Gives the terminal away until the borrower ends. */
  readonly lend: (borrower: Borrower) => Promise<void>;
  /** Writes a chart's files. */
  readonly save: ((picture: ChartPicture) => Promise<string>) | undefined;
}

type Command = Extract<Effect, { readonly type: "command" }>["command"];

/** Performs the result of a key: the new view first, then its effects. */
export function createEffects(world: World): (outcome: Outcome) => void {
  const { client, settings, stage, source, environment, changed, end, suspend, save } = world;
  const { explore, lend } = world;

  const say = (text: string, tone: Notice["tone"]): void => {
    source.view = withNotice(source.view, { text, tone, nowMs: Date.now() });
    changed();
  };
  const dispatch = async (command: Command): Promise<void> => {
    const last = client.snapshot().queue.changes.at(-1);
    const refusal = await client.dispatch(command).catch((error: Error) => error.message);
    if (refusal !== undefined) return say(refusal, "warn");
    if (command.type === "setJobs") settings.change({ jobs: command.jobs });
    const done = commandNotice(command, last);
    if (done !== undefined) say(done, "plain");
  };
  const saved = async (picture: ChartPicture): Promise<void> => {
    try {
      if (save === undefined) throw new Error("charts can't be saved here");
      say(`saved ${await save(picture)} (SVG, CSV, caption)`, "plain");
    } catch (error) {
      say((error as Error).message, "warn");
    }
  };
  const copy = (text: string): void => {
    stage.send(copySequence(text, environment));
    say("copied (if your terminal supports it)", "plain");
  };
  let isOpening = false;
  const explored = async (run: ExploredRun, begin: NonNullable<World["explore"]>) => {
    if (isOpening) return;
    isOpening = true;
    say("the explorer opens", "plain");
    try {
      const exploration = await begin(run);
      const open: Borrower = (terminal) => openExplorer({ ...exploration, ...terminal });
      await lend(open).finally(exploration.end);
      source.view = { ...source.view, notice: undefined };
      changed();
    } catch (error) {
      say((error as Error).message, "warn");
    } finally {
      isOpening = false;
    }
  };
  const carryOut = (effect: Effect): void => {
    switch (effect.type) {
      case "explore":
        if (explore === undefined) copy(effect.command);
        else void explored(effect.run, explore);
        break;
      case "command":
        void dispatch(effect.command);
        break;
      case "copy":
        copy(effect.text);
        break;
      case "rememberForm":
        settings.change({ form: effect.values });
        break;
      case "save":
        void saved(effect.picture);
        break;
      case "nextNotify": {
        const next = { off: "bell", bell: "desktop", desktop: "off" } as const;
        const notify = next[settings.preferences.notify ?? "off"];
        settings.change({ notify });
        say(`end of the batch: ${NOTIFY_TEXTS[notify]}`, "plain");
        break;
      }
      case "redraw":
        stage.repaint();
        break;
      case "suspend":
        suspend();
        break;
      case "end":
        end(effect.how);
    }
  };
  return ({ view, effects }) => {
    keep(settings, source.view, view);
    source.view = view;
    for (const effect of effects) carryOut(effect);
  };
}

const NOTIFY_TEXTS = {
  off: "silent",
  bell: "bell",
  desktop: "bell and desktop notification",
} as const;

/** Changed looks are kept for the next session. */
function keep(settings: Settings, before: View, after: View): void {
  if (after.shares !== before.shares) settings.change({ shares: after.shares });
  if (after.background !== before.background) settings.change({ theme: after.background });
}
