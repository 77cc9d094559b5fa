import { expect, test } from "vitest";
import { nodesPane } from "../../src/tui/panes/nodes.ts";
import type { PaneInput } from "../../src/tui/panes/pane.ts";
import { UNICODE } from "../../src/tui/text/glyphs.ts";
import { textOf } from "../../src/tui/text/row.ts";
import { NODES, onHosts } from "./fake-nodes.ts";

const shown = (nodes: typeof NODES, width: number): string[] => {
  const model = { snapshot: { nodes }, view: { focus: "nodes" }, lost: undefined };
  const input = { model, size: { width, height: 20 }, glyphs: UNICODE } as unknown as PaneInput;
  return nodesPane(input).map((line) => textOf(line).trimEnd());
};

const placed = NODES.map((node, index) =>
  index === 0 ? node : { ...node, host: `lab${index}.example.org` },
);

test("nodes of several hosts say where they are, with their round trips", () => {
  const [, heading, run, acceptors] = shown(placed, 100);
  expect(heading).toMatch(/node +host +ping ms/);
  expect(run).toMatch(/paxy-run +local +0\.3/);
  expect(acceptors).toMatch(/paxy-acc +lab1\.example\.org +0\.4/);
});

test("nodes that share a side stand apart from their hosts, in a wide pane and a narrow one", () => {
  for (const width of [100, 39]) {
    const text = shown(onHosts(8), width).join("\n");
    expect(text).toMatch(/paxy-acc-1 +lab1\.e.*\n(.*\n)*.*paxy-pro-7 +lab7\.e/);
  }
});

test("a node that no run has needed does not count as down, and its row says that it is not started", () => {
  const nodes = NODES.map((node, index) =>
    index === 0 ? node : { ...node, state: "unused" as const, roundTripMs: null, processes: null },
  );
  expect(shown(nodes, 100)[0]).toContain("1/1 up");
  expect(shown(nodes, 100)[3]).toMatch(/○ paxy-acc +not started: no run has needed it$/);
  expect(shown(nodes, 39)[2]).toMatch(/○ paxy-acc +not started$/);
});

test("a narrow pane has room for a part of the host, and none where all nodes are here", () => {
  expect(shown(placed, 39)[2]).toMatch(/paxy-acc +lab1\.exa +0\.4 ms/);
  expect(shown(NODES, 100)[1]).not.toMatch(/host/);
});
