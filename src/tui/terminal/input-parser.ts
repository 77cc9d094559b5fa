/** Keyboard input as whole events, however the terminal split it into chunks. */
export type Input =
  /** `up`, `enter`, `ctrl-c`, or the character itself. */
  | { readonly type: "key"; readonly name: string }
  /** Text between the marks of bracketed paste; line ends are `\n`. */
  | { readonly type: "paste"; readonly text: string };

/** Input from a terminal that also reports the mouse. */
export type TerminalInput = Input | MouseInput;

export const isTyped = (input: TerminalInput): input is Input => input.type !== "mouse";

/** A click of the first button, or a turn of the wheel; places are counted from 0. */
export interface MouseInput {
  readonly type: "mouse";
  readonly action: "click" | "wheelup" | "wheeldown";
  readonly column: number;
  readonly row: number;
}

export interface InputParser {
  /** The inputs that are complete with this chunk. */
  push(chunk: string): readonly TerminalInput[];
  /** Whether a sequence has begun and not ended: `flush` says what it was when nothing follows. */
  isWaiting(): boolean;
  /** Gives up waiting: a lone ESC is the escape key. */
  flush(): readonly TerminalInput[];
}

/** After this long an ESC that nothing followed was the key. */
export const ESCAPE_TIMEOUT_MS = 50;

const ESC = "\x1b";
const BELL = "\x07";
const STRING_END = `${ESC}\\`;
const PASTE_START = `${ESC}[200~`;
const PASTE_END = `${ESC}[201~`;
/** A paste that goes on beyond this is cut: no form field is longer. */
const PASTE_LENGTH_MAX = 100_000;

const CSI_FINAL: Readonly<Record<string, string>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  F: "end",
  H: "home",
  Z: "shift-tab",
};

const CSI_NUMBER: Readonly<Record<string, string>> = {
  "1": "home",
  "3": "delete",
  "4": "end",
  "5": "pageup",
  "6": "pagedown",
  "7": "home",
  "8": "end",
};

const CONTROL: Readonly<Record<string, string>> = {
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\b": "backspace",
  "\x7f": "backspace",
  " ": "space",
};

export function createInputParser(): InputParser {
  let rest = "";
  const take = (isFinal: boolean): readonly TerminalInput[] => {
    const inputs: TerminalInput[] = [];
    while (rest !== "") {
      const found = next(rest, isFinal);
      if (found === "incomplete") break;
      rest = rest.slice(found.length);
      if (found.input) inputs.push(found.input);
    }
    return inputs;
  };
  return {
    push(chunk) {
      rest += chunk;
      return take(false);
    },
    isWaiting: () => rest !== "" && !rest.startsWith(PASTE_START),
    flush: () => take(true),
  };
}

interface Found {
  readonly length: number;
  /** Absent for what is not a key, such as a focus report. */
  readonly input?: TerminalInput;
}

function next(text: string, isFinal: boolean): Found | "incomplete" {
  if (text.startsWith(PASTE_START)) return paste(text);
  if (text.startsWith(ESC)) return escaped(text, isFinal);
  const character = String.fromCodePoint(text.codePointAt(0) ?? 0);
  return { length: character.length, ...input(characterName(character)) };
}

function paste(text: string): Found | "incomplete" {
  const end = text.indexOf(PASTE_END);
  const isTooLong = end === -1 && text.length > PASTE_LENGTH_MAX;
  if (end === -1 && !isTooLong) return "incomplete";
  const body = text.slice(PASTE_START.length, end === -1 ? text.length : end);
  const length = end === -1 ? text.length : end + PASTE_END.length;
  return { length, input: { type: "paste", text: body.replace(/\r\n?/g, "\n") } };
}

function escaped(text: string, isFinal: boolean): Found | "incomplete" {
  if (text === ESC) return isFinal ? { length: 1, ...input("escape") } : "incomplete";
  const kind = text[1];
  if (kind === "[") return control(text, isFinal);
  if (kind === "O") return application(text, isFinal);
  if (kind === "]" || kind === "P" || kind === "_" || kind === "^") return reply(text, isFinal);
  // Escape, then something of its own: two quick keys, or Alt and a key.
  return { length: 1, ...input("escape") };
}

/** A mouse report of xterm's mode 1006: button, column, row, and M for pressed. */
const MOUSE = /^<(\d+);(\d+);(\d+)([Mm])$/;
const ACTIONS: Readonly<Record<string, MouseInput["action"]>> = {
  "0": "click",
  "64": "wheelup",
  "65": "wheeldown",
};

/** Other buttons, and those that are let go, are ignored. */
function mouseInput([, button = "", column = "", row = "", end]: RegExpExecArray): {
  input?: MouseInput;
} {
  const action = ACTIONS[button];
  if (action === undefined || end !== "M") return {};
  return { input: { type: "mouse", action, column: Number(column) - 1, row: Number(row) - 1 } };
}

/** CSI: parameters, intermediates, one final byte (ECMA-48, 5.4). */
function control(text: string, isFinal: boolean): Found | "incomplete" {
  const body = text.slice(2);
  const whole = /^([0-?]*)[ -/]*([@-~])/.exec(body);
  const mouse = whole && MOUSE.exec(whole[0]);
  if (whole && mouse) return { length: 2 + whole[0].length, ...mouseInput(mouse) };
  if (whole) {
    return { length: 2 + whole[0].length, ...input(controlName(whole[1] ?? "", whole[2] ?? "")) };
  }
  const begun = /^[ -?]*/.exec(body)?.[0].length ?? 0;
  const isBroken = begun < body.length || isFinal;
  return isBroken ? { length: 2 + begun } : "incomplete";
}

function controlName(parameters: string, final: string): string | undefined {
  const [first = "", modifier = ""] = parameters.split(";");
  const name = final === "~" ? CSI_NUMBER[first] : CSI_FINAL[final];
  if (name === undefined) return undefined;
  // Modifiers are 1 plus a bit set, of which the lowest is shift (xterm).
  return modifier === "2" && (name === "up" || name === "down") ? `shift-${name}` : name;
}

/** SS3: arrows and the keypad of a terminal in application mode. */
function application(text: string, isFinal: boolean): Found | "incomplete" {
  const final = text[2];
  if (final === undefined) return isFinal ? { length: 1, ...input("escape") } : "incomplete";
  return { length: 3, ...input(final === "M" ? "enter" : CSI_FINAL[final]) };
}

const REPLY_LENGTH_MAX = 4096;

/** A string that the terminal sends about itself; nobody asked, and it is not text. */
function reply(text: string, isFinal: boolean): Found | "incomplete" {
  const ends = [BELL, STRING_END].flatMap((mark) => {
    const index = text.indexOf(mark);
    return index === -1 ? [] : [index + mark.length];
  });
  if (ends.length > 0) return { length: Math.min(...ends) };
  if (isFinal || text.length > REPLY_LENGTH_MAX) return { length: 1, ...input("escape") };
  return "incomplete";
}

function characterName(character: string): string | undefined {
  const named = CONTROL[character];
  if (named) return named;
  const code = character.codePointAt(0) ?? 0;
  if (code >= 1 && code <= 26) return `ctrl-${String.fromCharCode(code + 96)}`;
  if (code < 32 || (code >= 0x80 && code < 0xa0)) return undefined;
  return character;
}

const input = (name: string | undefined): { input?: Input } =>
  name === undefined ? {} : { input: { type: "key", name } };
