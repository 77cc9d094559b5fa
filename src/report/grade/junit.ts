import type { Graded } from "./graded.ts";
import { type GradedTest, testsOf } from "./tests.ts";

/** JUnit's XML, as CI servers read it: a suite for each submission. */
export function junit(all: readonly Graded[]): string {
  const suites = all.map(suite);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<testsuites>",
    ...suites,
    "</testsuites>",
    "",
  ].join("\n");
}

function suite(graded: Graded): string {
  const tests = testsOf(graded);
  const count = (status: GradedTest["status"]) =>
    tests.filter((test) => test.status === status).length;
  const attributes = [
    `name="${escaped(graded.name)}" tests="${tests.length}" failures="${count("failed")}"`,
    `errors="${count("error")}" skipped="${count("open")}" time="${seconds(graded)}"`,
  ];
  const cases = tests.map((test) => testCase(graded, test));
  return [`  <testsuite ${attributes.join(" ")}>`, ...cases, "  </testsuite>"].join("\n");
}

const seconds = ({ elapsedMs }: Graded): string => (elapsedMs / 1000).toFixed(3);

function testCase(graded: Graded, { name, status, said }: GradedTest): string {
  const begin = `    <testcase classname="${escaped(graded.name)}" name="${escaped(name)}"`;
  if (status === "passed") return `${begin}/>`;
  const [first = ""] = said.split("\n");
  const message = `message="${escaped(first)}"`;
  const inside =
    status === "open"
      ? `<skipped ${message}/>`
      : `<${ELEMENTS[status]} ${message}>${escaped(said)}</${ELEMENTS[status]}>`;
  return `${begin}>\n      ${inside}\n    </testcase>`;
}

const ELEMENTS = { failed: "failure", error: "error" } as const;

// XML 1.0, 2.2: no other control characters, no surrogate alone, neither FFFE nor FFFF.
const FORBIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const NAMED: Readonly<Record<string, string>> = {
  ...{ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" },
  ...{ "\n": "&#10;", "\r": "&#13;", "\t": "&#9;" },
};

const escaped = (text: string): string =>
  text.replace(FORBIDDEN, "\ufffd").replace(/[&<>"'\n\r\t]/g, (each) => NAMED[each] ?? each);
