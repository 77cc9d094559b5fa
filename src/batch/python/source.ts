import type { SyntaxNode } from "@lezer/common";
import { parser } from "@lezer/python";
import { PythonProblem } from "./problem.ts";

/** A Python text and its syntax tree (the grammar is that of @lezer/python). */
export interface Source {
  readonly text: string;
  readonly top: SyntaxNode;
}

/** Parses a text. Throws a PythonProblem at the first place that is not Python. */
export function parse(text: string): Source {
  const tree = parser.parse(text);
  const source = { text, top: tree.topNode };
  tree.iterate({
    enter(node) {
      if (!node.type.isError) return;
      throw new PythonProblem(lineOf(node.node, source), "this is not valid Python");
    },
  });
  return source;
}

/** The line on which a node begins, from 1. */
export const lineOf = (node: SyntaxNode, { text }: Source): number =>
  text.slice(0, node.from).split("\n").length;

export const textOf = (node: SyntaxNode, { text }: Source): string =>
  text.slice(node.from, node.to);

/** The children of a node, without comments. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== "Comment") children.push(child);
  }
  return children;
}

/** Splits a list of nodes at its commas. */
export function betweenCommas(nodes: readonly SyntaxNode[]): SyntaxNode[][] {
  const parts: SyntaxNode[][] = [[]];
  for (const node of nodes) {
    if (node.name === ",") parts.push([]);
    else parts.at(-1)?.push(node);
  }
  return parts.filter((part) => part.length > 0);
}
