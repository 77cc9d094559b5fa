import { createContext, useContext } from "react";
import { colourDepth, isUtf8 } from "./text/colour-depth.ts";
import { ASCII, type Glyphs, UNICODE } from "./text/glyphs.ts";
import { type Background, createPainter, type Painter } from "./text/theme.ts";

/** How things look on this terminal: what every component needs and none decides. */
export interface Look {
  readonly paint: Painter;
  readonly glyphs: Glyphs;
}

interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** ASCII alone, whatever the locale. */
  readonly ascii: boolean;
}

/** A look per background, for one terminal. */
export function createLook({ environment, ascii }: Terminal): (background: Background) => Look {
  const glyphs = ascii || !isUtf8(environment) ? ASCII : UNICODE;
  const depth = colourDepth(environment);
  const looks = {
    dark: { glyphs, paint: createPainter("dark", depth) },
    light: { glyphs, paint: createPainter("light", depth) },
  };
  return (background) => looks[background];
}

export const LookContext = createContext<Look>({
  paint: createPainter("dark", 0),
  glyphs: UNICODE,
});

export const useLook = (): Look => useContext(LookContext);
