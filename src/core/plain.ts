const CONTROLS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** The text with nothing in it that moves a cursor or changes a colour or the direction of text; `?` stands for each. */
export const plain = (text: string, instead = "?"): string => text.replace(CONTROLS, instead);
