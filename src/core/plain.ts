const CONTROL = "[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]";
const CONTROLS = new RegExp(CONTROL, "gu");
const RUNS = new RegExp(`${CONTROL}+`, "gu");

/** The text with nothing in it that moves a cursor or changes a colour or the direction of text; `?` stands for each. */
export const plain = (text: string, instead = "?"): string => text.replace(CONTROLS, instead);

/** The same in one line, with a space for each run of them. */
export const oneLine = (text: string): string => text.replace(RUNS, " ").trim();
