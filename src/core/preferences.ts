/** What paxy remembers between sessions; nothing secret. */
export interface Preferences {
  /** `auto`: as the terminal says, dark where it says nothing. */
  readonly theme: "auto" | "dark" | "light";
  /** Sizes of panes, parts of the whole. */
  readonly shares: { readonly trials: number; readonly left: number };
  /** Signal at the end of a batch: none, the bell, or the bell and a desktop notification. */
  readonly notify: "off" | "bell" | "desktop";
  /** Number of jobs last chosen on the screen; 0 if none was. */
  readonly jobs: number;
  /** Texts of the form for new trials, by field. */
  readonly form: Readonly<Record<string, string>>;
}

export interface Settings {
  readonly preferences: Preferences;
  /** Takes effect at once and reaches the disk a little later. */
  change(change: Partial<Preferences>): void;
  /** Writes what is still to be written; resolves when it is. */
  flush(): Promise<void>;
}

export const DEFAULT_PREFERENCES: Preferences = {
  theme: "auto",
  shares: { trials: 0.62, left: 0.58 },
  notify: "off",
  jobs: 0,
  form: {},
};
