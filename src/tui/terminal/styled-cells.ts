import { widthOf } from "../text/cells.ts";

/** The content of a column: a character with the SGR sequences that are on there. */
export interface StyledCell {
  /** Empty in the second column of a wide character. */
  readonly character: string;
  readonly style: string;
}

export const BLANK: StyledCell = { character: " ", style: "" };

/** The columns of a line of text with SGR sequences and no others. */
export function styledCells(line: string): StyledCell[] {
  const cells: StyledCell[] = [];
  const style = createStyle();
  let end = 0;
  while (end < line.length) {
    if (line[end] === "\x1b") {
      const close = line.indexOf("m", end);
      style.take(line.slice(end + 2, close));
      end = close + 1;
      continue;
    }
    const character = String.fromCodePoint(line.codePointAt(end) ?? 0);
    end += character.length;
    pushCharacter(cells, character, style.text);
  }
  return cells;
}

function pushCharacter(cells: StyledCell[], character: string, style: string): void {
  const width = widthOf(character);
  if (width === 0) return;
  cells.push({ character, style });
  if (width === 2) cells.push({ character: "", style });
}

/** The attributes that are on: the last sequence of each kind. */
function createStyle(): { readonly text: string; take(parameters: string): void } {
  const active = new Map<string, string>();
  let text = "";
  return {
    get text() {
      return text;
    },
    take(parameters) {
      for (const [kind, code] of attributesOf(parameters)) {
        if (code === undefined) active.delete(kind);
        else active.set(kind, code);
        if (kind === "all") active.clear();
      }
      text = active.size === 0 ? "" : `\x1b[${[...active.values()].join(";")}m`;
    },
  };
}

type Attribute = readonly [kind: string, code: string | undefined];

const SIMPLE: Readonly<Record<string, Attribute>> = {
  "": ["all", undefined],
  0: ["all", undefined],
  1: ["bold", "1"],
  2: ["dim", "2"],
  4: ["underline", "4"],
  7: ["inverse", "7"],
  24: ["underline", undefined],
  27: ["inverse", undefined],
  39: ["colour", undefined],
  49: ["background", undefined],
};

function attributesOf(parameters: string): Attribute[] {
  const attributes: Attribute[] = [];
  const codes = parameters.split(";");
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index] ?? "";
    if (code === "38" || code === "48") {
      const length = codes[index + 1] === "2" ? 5 : 3;
      attributes.push([kindOf(code), codes.slice(index, index + length).join(";")]);
      index += length - 1;
    } else if (code === "22") attributes.push(["bold", undefined], ["dim", undefined]);
    else attributes.push(SIMPLE[code] ?? [kindOf(code), code]);
  }
  return attributes;
}

const kindOf = (code: string): string => (/^(4|10)/.test(code) ? "background" : "colour");
