import type { Background, ColourDepth } from "./theme.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The terminal's colours according to the environment; NO_COLOR (no-color.org) wins over all. */
export function colourDepth(environment: Environment): ColourDepth {
  if (environment.NO_COLOR) return 0;
  const forced = environment.FORCE_COLOR;
  if (forced !== undefined) return forcedDepth(forced);
  const term = environment.TERM ?? "";
  if (term === "dumb" || term === "") return 0;
  // The variable is that of the terminal outside; what screen 4 makes of true colour is garbage.
  if (environment.STY && term.startsWith("screen")) return /256/.test(term) ? 8 : 4;
  if (/truecolor|24bit/i.test(environment.COLORTERM ?? "")) return 24;
  if (/-direct$|kitty|ghostty|alacritty|wezterm/.test(term)) return 24;
  return /256/.test(term) ? 8 : 4;
}

function forcedDepth(forced: string): ColourDepth {
  const depths: Readonly<Record<string, ColourDepth>> = { "0": 0, false: 0, "2": 8, "3": 24 };
  return depths[forced] ?? 4;
}

/** The background as `COLORFGBG` (rxvt, Konsole, iTerm2) tells it; dark where nothing is known. */
export function backgroundOf(environment: Environment): Background {
  const last = environment.COLORFGBG?.split(";").at(-1);
  return last === "7" || last === "15" ? "light" : "dark";
}

/** Whether the locale can show more than ASCII; the first of these that is set decides (POSIX). */
export function isUtf8(environment: Environment): boolean {
  const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG || "";
  return /utf-?8/i.test(locale);
}
