import type { Notice, View } from "./view.ts";

const SHOWN_MS = 5000;

interface Said {
  readonly text: string;
  readonly tone: Notice["tone"];
  readonly nowMs: number;
}

/** The view with a sentence at its foot for a while. */
export const withNotice = (view: View, { text, tone, nowMs }: Said): View => ({
  ...view,
  notice: { text: sentence(text), tone, untilMs: nowMs + SHOWN_MS },
});

/** With a capital, and an end. */
export const sentence = (text: string): string => {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
};
