import type { Preferences } from "../../core/preferences.ts";
import type { Model } from "../model/model.ts";
import { tidy } from "../text/cells.ts";

/** The title of the terminal's window: how far the batch is, also where nobody looks at the screen. */
export interface Title {
  show(model: Pick<Model, "snapshot" | "lost">): void;
  close(): void;
}

interface TitleOptions {
  readonly send: (text: string) => void;
  readonly preferences: () => Pick<Preferences, "notify">;
}

const BELL = "\x07";
// XTWINOPS 22 and 23 keep the title that there was, and bring it back.
const KEEP = "\x1b[22;2t";
const BRING_BACK = "\x1b[23;2t";

export function createTitle({ send, preferences }: TitleOptions): Title {
  let shown = "";
  let before: string | undefined;
  return {
    show({ snapshot, lost }) {
      const { settings, status } = snapshot.queue;
      const { runs, done } = snapshot.totals;
      const name = tidy(settings.name);
      const percent = runs === 0 ? 0 : Math.floor((100 * done) / runs);
      const state = lost ? "connection lost" : status === "running" ? `${percent} %` : status;
      const text = `paxy ${name}: ${state}`;
      if (text !== shown) send(`${shown === "" ? KEEP : ""}\x1b]2;${text}${BELL}`);
      shown = text;
      if (before === "running" && status === "finished") notify(name);
      before = status;
    },
    close() {
      if (shown !== "") send(BRING_BACK);
    },
  };

  /** OSC 9 (iTerm2, Windows Terminal, kitty) and OSC 777 (urxvt, foot): terminals ignore the one they do not know. */
  function notify(name: string): void {
    const how = preferences().notify;
    if (how === "off") return;
    const desktop = `\x1b]9;paxy: ${name} has finished${BELL}\x1b]777;notify;paxy;${name} has finished${BELL}`;
    send(how === "desktop" ? BELL + desktop : BELL);
  }
}
