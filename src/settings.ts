import Conf from "conf";
import { DEFAULT_PREFERENCES, type Preferences, type Settings } from "./core/preferences.ts";

/** conf writes synchronously: a key that is held down must not write each time. */
const WRITE_DELAY_MS = 500;

const SHARE = { type: "number", minimum: 0.1, maximum: 0.9 } as const;
const SCHEMA = {
  theme: { enum: ["auto", "dark", "light"] },
  shares: {
    type: "object",
    properties: { trials: SHARE, left: SHARE },
    required: ["trials", "left"],
  },
  jobs: { type: "integer", minimum: 0, maximum: 1000 },
  form: { type: "object", additionalProperties: { type: "string", maxLength: 2000 } },
} as const;

/** The user's settings (conf); where they can't be read or written, the defaults, and nothing is kept. */
export function openSettings(folder?: string): Settings {
  const store = open(folder);
  let preferences: Preferences = { ...DEFAULT_PREFERENCES, ...store?.store };
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
  quietly(
    () =>
      new Conf<Preferences>({
        projectName: "paxy",
        projectSuffix: "",
        ...(folder === undefined ? {} : { cwd: folder }),
        clearInvalidConfig: true,
        configFileMode: 0o600,
        schema: SCHEMA as never,
      }),
  );

/** Preferences are a comfort: a folder that can't be written is no reason to fail. */
function quietly<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
