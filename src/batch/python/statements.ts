import type { SyntaxNode } from "@lezer/common";
import { type Names, Reader } from "./expression.ts";
import { PythonProblem } from "./problem.ts";
import { betweenCommas, childrenOf, parse, textOf } from "./source.ts";
import type { Value } from "./value.ts";

/**
 * What the names at the top level of a file are bound to. Nothing is executed:
 * imports, functions and classes are passed over, and a statement that cannot
 * be read makes the names in it unreadable, which is an error only for a list
 * of trials that uses them.
 */
export function namesOf(text: string): Names {
  const source = parse(text);
  const reader = new Reader(source);
  const names: Names = new Map();
  for (const statement of childrenOf(source.top)) read(statement, names, reader);
  return names;
}

function read(statement: SyntaxNode, names: Names, reader: Reader): void {
  try {
    perform(statement, names, reader);
  } catch (error) {
    if (!(error instanceof PythonProblem)) throw error;
    const unread = touched(statement, reader);
    const lists = unread.map((name) => listNamed(name, names)).filter((list) => list !== undefined);
    for (const [name] of [...names]) {
      // A list with two names that one of them may change is unreadable by both.
      if (lists.some((list) => list === listNamed(name, names))) names.set(name, { unread: error });
    }
    for (const name of unread) names.set(name, { unread: error });
  }
}

function listNamed(name: string, names: Names): Value[] | undefined {
  const bound = names.get(name);
  return bound && "value" in bound && Array.isArray(bound.value) ? bound.value : undefined;
}

function perform(statement: SyntaxNode, names: Names, reader: Reader): void {
  const children = childrenOf(statement);
  switch (statement.name) {
    case "ImportStatement":
    case "PassStatement":
      return;
    case "AssignStatement":
      assign(children, names, reader);
      return;
    case "UpdateStatement":
      update(statement, children, names, reader);
      return;
    case "ForStatement":
      loop(children, names, reader);
      return;
    case "ExpressionStatement":
      call(statement, children, names, reader);
      return;
    default:
      throw reader.problem(
        statement,
        `"${word(statement, reader)}" is not supported here; write the list itself`,
      );
  }
}

function assign(children: readonly SyntaxNode[], names: Names, reader: Reader): void {
  const plain = children.filter(({ name }) => name !== "TypeDef");
  const at = plain.findLastIndex(({ name }) => name === "AssignOp");
  const values = betweenCommas(plain.slice(at + 1)).map(([node]) =>
    reader.value(node as SyntaxNode, names),
  );
  const value = values.length === 1 ? (values[0] as Value) : values;
  let targets: SyntaxNode[] = [];
  for (const node of plain.slice(0, at + 1)) {
    if (node.name !== "AssignOp") targets.push(node);
    else {
      reader.bind(targets, value, names);
      targets = [];
    }
  }
}

/** `NAME += ...`: a list grows in place, as in Python. */
function update(
  statement: SyntaxNode,
  [target, operator, given]: readonly SyntaxNode[],
  names: Names,
  reader: Reader,
): void {
  const before = reader.value(target as SyntaxNode, names);
  const value = reader.value(given as SyntaxNode, names);
  const sign = textOf(operator as SyntaxNode, reader.source);
  if (sign === "+=" && Array.isArray(before) && Array.isArray(value))
    for (const each of reader.bounded(statement, [...before, ...value]).slice(before.length))
      before.push(each);
  else if (sign === "+=" && typeof before === "number" && typeof value === "number") {
    names.set(textOf(target as SyntaxNode, reader.source), { value: before + value });
  } else throw reader.problem(statement, `${sign} cannot be read here`);
}

function loop(children: readonly SyntaxNode[], names: Names, reader: Reader): void {
  const at = children.findIndex(({ name }) => name === "in");
  const body = children.find(({ name }) => name === "Body") as SyntaxNode;
  for (const element of [...reader.elements(children[at + 1] as SyntaxNode, names)]) {
    reader.bind(children.slice(1, at), element, names);
    for (const statement of childrenOf(body).slice(1)) perform(statement, names, reader);
  }
}

/** `LIST.append(...)` and `LIST.extend(...)`; a literal alone is a comment. */
function call(
  statement: SyntaxNode,
  [expression]: readonly SyntaxNode[],
  names: Names,
  reader: Reader,
): void {
  if (/String$/.test(expression?.name ?? "")) return;
  const [callee, given] = childrenOf(expression as SyntaxNode);
  const [object, , method] = callee?.name === "MemberExpression" ? childrenOf(callee) : [];
  const name = method ? textOf(method, reader.source) : "";
  if (!object || !given || !/^(append|extend)$/.test(name)) {
    throw reader.problem(
      statement,
      `"${word(statement, reader)}" is not supported here; write the list itself`,
    );
  }
  const list = reader.value(object, names);
  const [[argument] = []] = betweenCommas(childrenOf(given).slice(1, -1));
  if (!Array.isArray(list) || !argument) throw reader.problem(statement, `${name} needs a list`);
  if (name === "append") list.push(reader.value(argument, names));
  else for (const each of [...reader.elements(argument, names)]) list.push(each);
  reader.bounded(statement, list);
}

/** Every name in a statement that cannot be read, since it may change any of them; but not what a definition holds. */
function touched(statement: SyntaxNode, reader: Reader): readonly string[] {
  const found: string[] = [];
  if (/^(Function|Class)Definition$/.test(statement.name)) {
    const name = childrenOf(statement).find((node) => node.name === "VariableName");
    return name ? [textOf(name, reader.source)] : [];
  }
  if (isMain(statement, reader)) return [];
  statement.cursor().iterate((node) => {
    if (node.name === "VariableName") found.push(textOf(node.node, reader.source));
  });
  return found;
}

/** What stands below `if __name__ == "__main__":` runs the lists; it does not make them. */
const isMain = (statement: SyntaxNode, { source }: Reader): boolean =>
  statement.name === "IfStatement" && /^if\s*\(?\s*__name__\s*==/.test(textOf(statement, source));

const word = (statement: SyntaxNode, { source }: Reader): string => {
  const [line = ""] = textOf(statement, source).split("\n");
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
};
