import { FAULTS } from "../../core/trial/faults.ts";
import { mustBe } from "../../core/trial/must-be.ts";
import type { Parameter } from "../../core/trial/parameter.ts";
import { parameterNamed } from "../../core/trial/parameters.ts";
import type { Versions } from "../../core/trial/schema.ts";
import type { Form } from "../model/view.ts";

const SCHEDULE = `empty for none; ${FAULTS.crash.example.text}; cut at 10 for 20`;

const MACROS = "none, or delay=50 keep=true";

/** The values of a field, as short as possible. */
export function rangeOf(name: string, versions: Versions): string {
  const parameter = parameterNamed(name) as Parameter;
  if (parameter.kind === "whole") return `${range(parameter)} ${parameter.unit}`.trim();
  if (parameter.kind === "sleep") return "[10, 100] ms";
  if (parameter.kind === "faults") return SCHEDULE;
  if (parameter.kind === "macros") return MACROS;
  return mustBe(parameter, versions);
}

const range = ({ min, max }: Parameter): string => `${min}..${max}`;

interface Asked {
  readonly versions: Versions;
  readonly purpose: Form["purpose"];
}

/** The same in sentences, with the notation for several values if the form adds trials. */
export function meaningOf(name: string, { versions, purpose }: Asked): string {
  const parameter = parameterNamed(name) as Parameter;
  const one = oneValue(parameter, versions);
  return purpose === "edit" ? `One value: ${one}.` : `${capital(one)}. ${several(parameter)}`;
}

function several({ kind, choices }: Parameter): string {
  switch (kind) {
    case "whole":
      return "Several: a list 1,2,5 or a range 10..100:10.";
    case "version":
      return "Several: 1,2.";
    case "choice":
      return `Several: ${choices.slice(-2).join(",")}.`;
    case "scope":
      return "Several: promises,votes+refusals.";
    case "sleep":
      return "Several: [0],[10, 100].";
    case "macros":
      return "Separate alternatives with |.";
    case "faults":
      return "Separate alternatives with |.";
  }
}

function oneValue(parameter: Parameter, versions: Versions): string {
  if (parameter.kind === "faults") return SCHEDULE;
  if (parameter.kind === "macros") return MACROS;
  const must = mustBe(parameter, versions);
  return parameter.kind === "whole" && parameter.unit !== "" ? `${must} ${parameter.unit}` : must;
}

const capital = (text: string): string =>
  /^[a-z]+_/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
