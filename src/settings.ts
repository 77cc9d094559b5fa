import { readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
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

/**
 * The user's settings; where they can't be read or written, the defaults, and nothing is kept.
 * Each screen reads them, and few change them: conf, which writes them, loads with the first change.
 */
export function openSettings(folder = usualFolder()): Settings {
  let preferences = read(folder);
  let timer: NodeJS.Timeout | undefined;
  let store: Promise<Store | undefined> | undefined;
  const flush = async (): Promise<void> => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    const opened = await store;
    quietly(() => opened?.set({ ...preferences }));
  };
  return {
    get preferences() {
      return preferences;
    },
    change(change) {
      preferences = { ...preferences, ...change };
      store ??= open(folder).catch(() => undefined);
      timer ??= setTimeout(flush, WRITE_DELAY_MS).unref();
    },
    flush,
  };
}

interface Store {
  set(preferences: Preferences): void;
}

const fileIn = (folder: string): string => join(folder, "config.json");

function read(folder: string): Preferences {
  const held = quietly(() =>
    isReadable(folder) ? JSON.parse(readFileSync(fileIn(folder), "utf8")) : undefined,
  );
  return settingsFile.safeParse(held).data ?? DEFAULT_PREFERENCES;
}

async function open(folder: string): Promise<Store | undefined> {
  const { default: Conf } = await import("conf");
  return quietly(() =>
    isReadable(folder)
      ? new Conf<Preferences>({ cwd: folder, clearInvalidConfig: true, configFileMode: 0o600 })
      : undefined,
  );
}

/** To open a named pipe is to wait for its other end. */
const isReadable = (folder: string): boolean =>
  statSync(fileIn(folder), { throwIfNoEntry: false })?.isFile() !== false;

/** Where systems keep settings. */
function usualFolder(): string {
  if (process.platform === "darwin") return join(homedir(), "Library", "Preferences", "paxy");
  return join(process.env.XDG_CONFIG_HOME || join(homedir(), ".config"), "paxy");
}

/** Preferences are a comfort: a folder that cannot be written is not an error. */
function quietly<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
