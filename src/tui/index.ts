export { openExplorer } from "./explore/open-explorer.ts";
export type { ScreenEnd, ScreenOptions } from "./model/options.ts";
export { openScreen } from "./screen.ts";
