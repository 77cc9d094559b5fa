import type { OutputLine } from "../../core/run/health.ts";

/** Lines that are kept for long: a few buffers, where as many objects would cost three times the memory and slow every collection. */
export interface PackedLines {
  at(index: number): OutputLine | undefined;
}

/** More of a line is in output.log alone; no screen is that wide. */
const TEXT_LENGTH_MAX = 1000;

export function pack(lines: readonly OutputLine[]): PackedLines {
  const texts = lines.map(({ text }) => text.slice(0, TEXT_LENGTH_MAX));
  const bytes = Buffer.from(texts.join(""));
  const ends = new Uint32Array(lines.length);
  let end = 0;
  for (const [index, text] of texts.entries()) {
    end += Buffer.byteLength(text);
    ends[index] = end;
  }
  const atMs = Float64Array.from(lines, (line) => line.atMs);
  const trials = Uint32Array.from(lines, (line) => line.trial);
  const runs = Uint32Array.from(lines, (line) => line.run);
  const names = [...new Set(lines.map(({ node }) => node))];
  const nodes = Uint16Array.from(lines, ({ node }) => names.indexOf(node));
  return {
    at(index) {
      if (index < 0 || index >= ends.length) return undefined;
      return {
        atMs: atMs[index] ?? 0,
        node: names[nodes[index] ?? 0] ?? "",
        trial: trials[index] ?? 0,
        run: runs[index] ?? 0,
        text: bytes.toString("utf8", ends[index - 1] ?? 0, ends[index]),
      };
    },
  };
}
