import { expect, test } from "vitest";
import { parseTerm, type Term } from "../../src/results/erlang-term.ts";
import { readTrace } from "../../src/results/traces.ts";
import { fc } from "../seed.ts";

test("messages of the protocol are read", () => {
  expect(parseTerm("{promise,homer,{0,fry},null,none}")).toEqual([
    ...["promise", "homer", [0, "fry"], "null", "none"],
  ]);
  expect(parseTerm("{}")).toEqual([]);
  expect(parseTerm("[1, -2,'A b']")).toEqual([1, -2, "A b"]);
});

test("what is no term of these kinds is refused", () => {
  for (const text of ["", "{", "{1", "{1,}", "1 2", "#{a=>1}", "A", "{]", '"text"'])
    expect(parseTerm(text), text).toBeUndefined();
});

test("every term survives being written and read", () => {
  const leaf = fc.oneof(fc.integer(), fc.stringMatching(/^[a-z][a-zA-Z0-9_@]{0,10}$/));
  const { term } = fc.letrec<{ term: Term }>((tie) => ({
    term: fc.oneof({ depthSize: "small" }, leaf, fc.array(tie("term"), { maxLength: 4 })),
  }));
  const write = (each: Term): string =>
    Array.isArray(each) ? `{${each.map(write).join(",")}}` : String(each);
  fc.assert(
    fc.property(term, (each) => {
      expect(parseTerm(write(each))).toEqual(each);
    }),
  );
});

test("no text makes it throw", () => {
  fc.assert(fc.property(fc.string(), (text) => void parseTerm(text)));
});

test("no control character of a trace gets through", () => {
  const line = JSON.stringify({
    ...{ clock: 1, at: 0, actor: "fry", kind: "send", peer: "acceptors" },
    message: "\u001b]0;title\u0007",
  });
  expect(readTrace(line)[0]?.message).toBe("?]0;title?");
});

test("a line that is no event is none", () => {
  expect(readTrace("{")).toEqual([]);
  expect(readTrace('{"clock":1}\n')).toEqual([]);
  const line = '{"clock":1,"at":0,"actor":"fry","kind":"start","peer":"none","message":"none"}';
  expect(readTrace(line)).toMatchObject([{ actor: "fry", kind: "start", role: "acceptor" }]);
});
