type Environment = Readonly<Record<string, string | undefined>>;

/** Terminals cut or refuse more (xterm's own limit is about 100 kB of base64). */
const COPY_BYTES_MAX = 74_000;

/** The sequence that asks the terminal to copy a text (OSC 52); tmux and screen are asked to pass it on. */
export function copySequence(text: string, environment: Environment): string {
  const bytes = Buffer.from(text, "utf8").subarray(0, COPY_BYTES_MAX);
  const plain = `\x1b]52;c;${bytes.toString("base64")}\x07`;
  // Of one inside the other both variables are there, and TERM is that of the inner one.
  const isScreen = environment.STY && environment.TERM?.startsWith("screen");
  // tmux takes the plain form where set-clipboard is on, the wrapped one where allow-passthrough is.
  if (environment.TMUX && !isScreen)
    return `${plain}\x1bPtmux;${plain.replaceAll("\x1b", "\x1b\x1b")}\x1b\\`;
  if (environment.STY)
    return inChunks(plain, 250)
      .map((part) => `\x1bP${part}\x1b\\`)
      .join("");
  return plain;
}

function inChunks(text: string, size: number): string[] {
  const chunks: string[] = [];
  for (let start = 0; start < text.length; start += size)
    chunks.push(text.slice(start, start + size));
  return chunks;
}
