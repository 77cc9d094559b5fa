import { FACTS } from "../facts.ts";
import type { Trial } from "./parameters.ts";

export type { Trial } from "./parameters.ts";

export type Engine = Trial["moduleName"];

/** The row of an engine. */
export const engineOf = ({ moduleName }: Pick<Trial, "moduleName">) =>
  FACTS.engines.find(({ name }) => name === moduleName) ?? FACTS.engines[0];

/** Whether runs of the trial take place in virtual time. */
export const isVirtual = (trial: Pick<Trial, "moduleName">): boolean => engineOf(trial).virtual;
