import { plain } from "../../core/plain.ts";

/** A text that is HTML already. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A template of HTML: every value that is not HTML itself becomes text. */
export function html(parts: TemplateStringsArray, ...values: readonly unknown[]): Html {
  return new Html(parts.map((part, index) => part + textOf(values[index])).join(""));
}

function textOf(value: unknown): string {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(textOf).join("");
  if (value === undefined || value === null) return "";
  const text = plain(String(value), (each) => (each === "\n" ? each : "?"));
  return text.replace(/[&<>"']/g, (each) => ENTITIES[each] as string);
}

/** HTML of this program's own making, such as an SVG. */
export const raw = (text: string): Html => new Html(text);
