import { repr, type Value } from "./value.ts";

/** `left sign right`, as Python computes it; undefined if the operation is not supported. */
export function binary(sign: string, left: Value, right: Value): Value | undefined {
  if (typeof left === "number" && typeof right === "number") return arithmetic(sign, left, right);
  if (sign === "+" && Array.isArray(left) && Array.isArray(right)) return [...left, ...right];
  if (sign === "+" && typeof left === "string" && typeof right === "string") return left + right;
  if (sign === "*" && Array.isArray(left) && Number.isInteger(right)) {
    return Array.from({ length: Math.max(0, right as number) }, () => left).flat(1);
  }
  return undefined;
}

function arithmetic(sign: string, left: number, right: number): number | undefined {
  switch (sign) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return right === 0 ? undefined : left / right;
    case "//":
      return right === 0 ? undefined : Math.floor(left / right);
    case "%":
      return right === 0 ? undefined : left - right * Math.floor(left / right);
    case "**":
      return left ** right;
    default:
      return undefined;
  }
}

/** A comparison; undefined if Python would not compare, or if it is not supported. */
export function compare(sign: string, left: Value, right: Value): boolean | undefined {
  if (sign === "==") return repr(left) === repr(right);
  if (sign === "!=") return repr(left) !== repr(right);
  if (sign === "in" || sign === "not in") {
    if (!Array.isArray(right)) return undefined;
    return right.some((each) => repr(each) === repr(left)) === (sign === "in");
  }
  const comparable =
    (typeof left === "number" && typeof right === "number") ||
    (typeof left === "string" && typeof right === "string");
  if (!comparable) return undefined;
  switch (sign) {
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    default:
      return undefined;
  }
}
