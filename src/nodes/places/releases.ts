import type { NodeHealth } from "../../core/run/health.ts";

type Released = Pick<NodeHealth, "name" | "otp">;

/** For people: a node has another release of OTP than one of the others; undefined where it has not. */
export function differentRelease(node: Released, all: readonly Released[]): string | undefined {
  const other = all.find(({ otp }) => otp !== undefined && otp !== node.otp);
  return other && `${node.name} runs OTP ${node.otp}, and ${other.name} OTP ${other.otp}`;
}
