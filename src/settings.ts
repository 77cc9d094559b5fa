import { statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import Conf from "conf";
import * as z from "zod";
import { DEFAULT_PREFERENCES, type Preferences, type Settings } from "./core/preferences.ts";

/** conf writes synchronously: a key that is held down must not write each time. */
const WRITE_DELAY_MS = 500;

const share = z.number().min(0.1).max(0.9);

/** What a settings file may hold. conf's own check would compile a schema for it: 60 ms of every start. */
const settingsFile = z.object({
  theme: z.enum(["auto", "dark", "light"]).default(DEFAULT_PREFERENCES.theme),
  shares: z.object({ trials: share, left: share }).default(DEFAULT_PREFERENCES.shares),
  notify: z.enum(["off", "bell", "desktop"]).default(DEFAULT_PREFERENCES.notify),
  jobs: z.int().min(0).max(1000).default(DEFAULT_PREFERENCES.jobs),
  form: z.record(z.string(), z.string().max(2000)).default(DEFAULT_PREFERENCES.form),
});

/** The user's settings (conf); where they can't be read or written, the defaults, and nothing is kept. */
export function openSettings(folder?: string): Settings {
  const store = open(folder);
  let preferences: Preferences = settingsFile.safeParse(store?.store).data ?? DEFAULT_PREFERENCES;
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    quietly(() => store?.set({ ...preferences }));
  };
  return {
    get preferences() {
      return preferences;
    },
    change(change) {
      preferences = { ...preferences, ...change };
      timer ??= setTimeout(flush, WRITE_DELAY_MS).unref();
    },
    flush,
  };
}

const open = (folder: string | undefined): Conf<Preferences> | undefined =>
  quietly(() => {
    // To open a named pipe is to wait for its other end.
    const found = statSync(join(folder ?? usualFolder(), "config.json"), { throwIfNoEntry: false });
    if (found !== undefined && !found.isFile()) return undefined;
    return new Conf<Preferences>({
      projectName: "paxy",
      projectSuffix: "",
      ...(folder === undefined ? {} : { cwd: folder }),
      clearInvalidConfig: true,
      configFileMode: 0o600,
    });
  });

/** Where conf keeps settings on Linux. */
const usualFolder = (): string =>
  join(process.env.XDG_CONFIG_HOME || join(homedir(), ".config"), "paxy");

/** Preferences are a comfort: a folder that cannot be written is not an error. */
function quietly<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
