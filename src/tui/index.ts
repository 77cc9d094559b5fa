export type { ScreenEnd, ScreenOptions } from "./model/options.ts";
export { openScreen } from "./screen.ts";
