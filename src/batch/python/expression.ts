import type { SyntaxNode } from "@lezer/common";
import { numberLiteral, stringLiteral } from "./literal.ts";
import { binary, compare } from "./operators.ts";
import { PythonProblem } from "./problem.ts";
import { betweenCommas, childrenOf, lineOf, type Source, textOf } from "./source.ts";
import { isTrue, PythonTrial, str, type Value } from "./value.ts";

/** The values of a file's names; a sentence says why a value cannot be read. */
export type Names = Map<string, { readonly value: Value } | { readonly unread: PythonProblem }>;

/** Upper bound of work; a list of trials needs less. */
const STEPS_MAX = 2_000_000;
const LENGTH_MAX = 100_000;

/** Values of the few expressions that describe lists of trials. Nothing of the file is executed. */
export class Reader {
  readonly source: Source;
  #steps = 0;

  constructor(source: Source) {
    this.source = source;
  }

  problem(node: SyntaxNode, sentence: string): PythonProblem {
    return new PythonProblem(lineOf(node, this.source), sentence);
  }

  /** The value of an expression. Throws a PythonProblem if the expression is not supported. */
  value(node: SyntaxNode, names: Names): Value {
    this.#step(node);
    const children = childrenOf(node);
    switch (node.name) {
      case "None":
        return null;
      case "Boolean":
        return textOf(node, this.source) === "True";
      case "Number":
        return numberLiteral(textOf(node, this.source)) ?? this.#unread(node);
      case "String":
        return stringLiteral(textOf(node, this.source)) ?? this.#unread(node);
      case "ContinuedString":
        return children.map((each) => str(this.value(each, names))).join("");
      case "FormatString":
        return this.#format(node, children, names);
      case "VariableName":
        return this.#named(node, names);
      case "ParenthesizedExpression":
        return this.value(children[1] as SyntaxNode, names);
      case "ArrayExpression":
      case "TupleExpression":
        return this.#list(node, children.slice(1, -1), names);
      case "ArrayComprehensionExpression":
      case "ComprehensionExpression":
        return this.#comprehension(children.slice(1, -1), names);
      case "UnaryExpression":
        return this.#unary(node, children, names);
      case "BinaryExpression":
        return this.#binary(node, children, names);
      case "ConditionalExpression": {
        const [yes, , condition, , no] = children as [
          SyntaxNode,
          SyntaxNode,
          SyntaxNode,
          SyntaxNode,
          SyntaxNode,
        ];
        return this.value(isTrue(this.value(condition, names)) ? yes : no, names);
      }
      case "CallExpression":
        return this.#call(node, children, names);
      default:
        return this.#unread(node);
    }
  }

  /** The elements that a loop or a comprehension visits. */
  elements(node: SyntaxNode, names: Names): readonly Value[] {
    const value = this.value(node, names);
    if (Array.isArray(value)) return value;
    throw this.problem(node, `${shown(textOf(node, this.source))} is not a list`);
  }

  /** The names, with the targets of a loop or an assignment bound to a value. */
  bind(targets: readonly SyntaxNode[], value: Value, names: Names): void {
    const [target] = targets;
    const inner = target && /^(Tuple|Parenthesized|Array)/.test(target.name);
    const flat = inner ? childrenOf(target).slice(1, -1) : targets;
    const parts = betweenCommas(flat).map(([first]) => first as SyntaxNode);
    if (parts.length === 1 && !inner) {
      const [part] = parts;
      if (part?.name !== "VariableName")
        throw this.problem(target as SyntaxNode, "this assignment cannot be read");
      names.set(textOf(part, this.source), { value });
      return;
    }
    if (!Array.isArray(value) || value.length !== parts.length) {
      throw this.problem(target as SyntaxNode, `${parts.length} names need ${parts.length} values`);
    }
    for (const [index, part] of parts.entries()) this.bind([part], value[index] as Value, names);
  }

  #step(node: SyntaxNode): void {
    this.#steps += 1;
    if (this.#steps > STEPS_MAX) throw this.problem(node, "this makes more values than paxy reads");
  }

  #unread(node: SyntaxNode): never {
    throw this.problem(
      node,
      `${shown(textOf(node, this.source))} cannot be read; write the value itself`,
    );
  }

  #named(node: SyntaxNode, names: Names): Value {
    const name = textOf(node, this.source);
    const bound = names.get(name);
    if (!bound) throw this.problem(node, `${name} has no value in this file`);
    if ("unread" in bound) throw bound.unread;
    return bound.value;
  }

  #list(node: SyntaxNode, nodes: readonly SyntaxNode[], names: Names): Value[] {
    const list = betweenCommas(nodes).flatMap((part) => {
      const [first, second] = part as [SyntaxNode, SyntaxNode?];
      return first.name === "*" && second
        ? this.elements(second, names)
        : [this.value(first, names)];
    });
    return this.bounded(node, list);
  }

  /** A list that is not too long to be one of trials. */
  bounded(node: SyntaxNode, list: Value[]): Value[] {
    if (list.length <= LENGTH_MAX) return list;
    throw this.problem(node, `this list has more than ${LENGTH_MAX} elements`);
  }

  #format(node: SyntaxNode, replacements: readonly SyntaxNode[], names: Names): string {
    const text = textOf(node, this.source);
    const opening = /^[fF]("""|'''|"|')/.exec(text);
    if (!opening || text.includes("\\")) return this.#unread(node);
    const quote = (opening[1] as string).length;
    let from = node.from + 1 + quote;
    let result = "";
    const plain = (to: number): string =>
      this.source.text.slice(from, to).replaceAll("{{", "{").replaceAll("}}", "}");
    for (const replacement of replacements) {
      const inside = childrenOf(replacement);
      if (inside.length !== 3) return this.#unread(replacement);
      result += plain(replacement.from) + str(this.value(inside[1] as SyntaxNode, names));
      from = replacement.to;
    }
    return result + plain(node.to - quote);
  }

  #comprehension(children: readonly SyntaxNode[], names: Names): Value[] {
    const [result, ...clauses] = children as [SyntaxNode, ...SyntaxNode[]];
    const list: Value[] = [];
    const go = (rest: readonly SyntaxNode[], bound: Names): void => {
      const [word] = rest;
      if (!word) {
        list.push(this.value(result, bound));
        this.bounded(result, list);
      } else if (word.name === "if") {
        if (isTrue(this.value(rest[1] as SyntaxNode, bound))) go(rest.slice(2), bound);
      } else if (word.name === "for") {
        const at = rest.findIndex(({ name }) => name === "in");
        for (const element of this.elements(rest[at + 1] as SyntaxNode, bound)) {
          const inner = new Map(bound);
          this.bind(rest.slice(1, at), element, inner);
          go(rest.slice(at + 2), inner);
        }
      } else this.#unread(word);
    };
    go(clauses, names);
    return list;
  }

  #unary(node: SyntaxNode, children: readonly SyntaxNode[], names: Names): Value {
    const [operator, operand] = children as [SyntaxNode, SyntaxNode];
    const value = this.value(operand, names);
    const sign = textOf(operator, this.source);
    if (sign === "not") return !isTrue(value);
    if (typeof value === "number" && sign === "-") return -value;
    if (typeof value === "number" && sign === "+") return value;
    return this.#unread(node);
  }

  #binary(node: SyntaxNode, children: readonly SyntaxNode[], names: Names): Value {
    const [left, operator, right] = children as [SyntaxNode, SyntaxNode, SyntaxNode];
    const sign = children
      .slice(1, -1)
      .map((each) => textOf(each, this.source))
      .join(" ");
    const one = this.value(left, names);
    if (sign === "and") return isTrue(one) ? this.value(right, names) : one;
    if (sign === "or") return isTrue(one) ? one : this.value(right, names);
    const other = this.value(children.at(-1) as SyntaxNode, names);
    if (Array.isArray(one) && sign === "*" && Number(other) * one.length > LENGTH_MAX) {
      throw this.problem(node, `this list has more than ${LENGTH_MAX} elements`);
    }
    const value =
      operator.name === "ArithOp" ? binary(sign, one, other) : compare(sign, one, other);
    return value ?? this.#unread(node);
  }

  #call(node: SyntaxNode, [callee, given]: readonly SyntaxNode[], names: Names): Value {
    const name = textOf(callee as SyntaxNode, this.source);
    const { placed, named } = this.#arguments(given as SyntaxNode, names);
    if (/(^|\.)Trial$/.test(name)) return new PythonTrial(lineOf(node, this.source), placed, named);
    const result = named.size === 0 ? BUILT_IN[name]?.(placed) : undefined;
    return result ?? this.#unread(node);
  }

  #arguments(list: SyntaxNode, names: Names) {
    const placed: Value[] = [];
    const named = new Map<string, Value>();
    for (const part of betweenCommas(childrenOf(list).slice(1, -1))) {
      const [first, second, third] = part as [SyntaxNode, SyntaxNode?, SyntaxNode?];
      if (first.name === "*" && second) placed.push(...this.elements(second, names));
      else if (second?.name === "AssignOp" && third) {
        const name = textOf(first, this.source);
        if (named.has(name)) throw this.problem(first, `${name} is given twice`);
        named.set(name, this.value(third, names));
      } else if (second?.name === "for") placed.push(this.#comprehension(part, names));
      else if (second === undefined) placed.push(this.value(first, names));
      else this.#unread(list);
    }
    return { placed, named };
  }
}

const shown = (text: string): string => {
  const line = text.replace(/\s+/g, " ");
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
};

const isWhole = (value: Value | undefined): value is number => Number.isInteger(value);

const BUILT_IN: Readonly<Record<string, (given: readonly Value[]) => Value | undefined>> = {
  range(given) {
    if (given.length < 1 || given.length > 3 || !given.every(isWhole)) return undefined;
    const [from, to, step = 1] = (given.length === 1 ? [0, given[0]] : given) as number[];
    const length = Math.ceil(((to as number) - (from as number)) / step);
    if (step === 0 || length > LENGTH_MAX) return undefined;
    return Array.from(
      { length: Math.max(0, length) },
      (_, index) => (from as number) + index * step,
    );
  },
  list: ([value, ...more]) => (Array.isArray(value) && more.length === 0 ? [...value] : undefined),
  str: ([value, ...more]) => (value === undefined || more.length > 0 ? undefined : str(value)),
  int: ([value]) =>
    typeof value === "number" || (typeof value === "string" && /^-?\d+$/.test(value))
      ? Math.trunc(Number(value))
      : undefined,
  len: ([value]) => (Array.isArray(value) || typeof value === "string" ? value.length : undefined),
};
