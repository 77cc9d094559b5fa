import { colourDepth, isUtf8 } from "./colour-depth.ts";
import { ASCII, type Glyphs, UNICODE } from "./glyphs.ts";
import { type Background, createPainter, type Painter } from "./theme.ts";

/** How things look on this terminal: what every frame needs and no pane decides. */
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
export function createLooks({ environment, ascii }: Terminal): (background: Background) => Look {
  const isPoor = /^(dumb|linux|vt\d+)/.test(environment.TERM ?? "");
  const glyphs = ascii || isPoor || !isUtf8(environment) ? ASCII : UNICODE;
  const depth = colourDepth(environment);
  const looks = {
    dark: { glyphs, paint: createPainter("dark", depth) },
    light: { glyphs, paint: createPainter("light", depth) },
  };
  return (background) => looks[background];
}
