/** An Erlang term as traces of the first format have it: atoms as strings, tuples and lists as arrays. */
export type Term = string | number | readonly Term[];

const TOKEN = /\s*(?:(-?\d+)|([a-z][A-Za-z0-9_@]*)|'((?:[^'\\]|\\.)*)'|([{[\]},]))/y;

/** The term of a text such as `{accept,{1,fry},{255,0,0}}`; undefined where it is of another kind. */
export function parseTerm(text: string): Term | undefined {
  const tokens = tokensOf(text);
  if (tokens === undefined) return undefined;
  const reader = { tokens, next: 0 };
  const term = read(reader);
  return reader.next === tokens.length ? term : undefined;
}

type Token = { readonly value: string | number } | { readonly mark: string };

function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (match === null) return undefined;
    const [, number, atom, quoted, mark] = match;
    if (mark !== undefined) tokens.push({ mark });
    else tokens.push({ value: number === undefined ? (atom ?? quoted ?? "") : Number(number) });
  }
  return tokens;
}

interface Reader {
  readonly tokens: readonly Token[];
  next: number;
}

function read(reader: Reader): Term | undefined {
  const token = reader.tokens[reader.next++];
  if (token === undefined) return undefined;
  if ("value" in token) return token.value;
  const close = { "{": "}", "[": "]" }[token.mark];
  return close === undefined ? undefined : readUntil(close, reader);
}

function readUntil(close: string, reader: Reader): Term[] | undefined {
  const terms: Term[] = [];
  if (markAt(reader) === close) {
    reader.next++;
    return terms;
  }
  for (;;) {
    const term = read(reader);
    if (term === undefined) return undefined;
    terms.push(term);
    const mark = markAt(reader);
    reader.next++;
    if (mark === close) return terms;
    if (mark !== ",") return undefined;
  }
}

function markAt({ tokens, next }: Reader): string | undefined {
  const token = tokens[next];
  return token !== undefined && "mark" in token ? token.mark : undefined;
}
