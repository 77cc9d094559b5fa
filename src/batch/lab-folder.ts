import { ebin } from "../console/places.ts";
import { InputError } from "../console/problems.ts";
import { ask } from "../nodes/erlang-answer.ts";
import { type FolderSource, folderTerm } from "../wire/questions.ts";
import { type Answer, reasonsOf } from "../wire/records.ts";

/** A folder of process-style modules that is a version (erlang/lab/README.md). */
export interface LabFolder {
  readonly name: string;
  /** As `--code` gave it. */
  readonly given: string;
  /** Of the sources that its code is made from. */
  readonly hash: string;
  /** The hash of each of these sources. */
  readonly files: Readonly<Record<string, string>>;
  /** Macros with a value, as the sources write it. */
  readonly constants: Readonly<Record<string, string>>;
  /** Other names that `macros` may set: conditions and environment variables. */
  readonly variables: readonly string[];
  readonly conditions: readonly string[];
  /** Whether what it can reach stores anything. */
  readonly stores: boolean;
  /** What the arguments of its start functions mean. */
  readonly arguments: {
    readonly acceptor: readonly string[];
    readonly proposer: readonly string[];
  };
  /** For people. */
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
}

/** Has Erlang read, check and pack a folder into `into`. Throws an InputError with a line for each problem. */
export async function packFolder(
  source: FolderSource & { readonly given: string },
  into: string,
): Promise<LabFolder> {
  let answer: Answer | undefined;
  const code = { erl: "erl", ebin, codePaths: [] };
  await ask(code, folderTerm(source, into), (record) => {
    answer = record;
  }).answered;
  if (answer?.t === "folder") return { ...answer, given: source.given };
  throw new InputError(
    reasonsOf(answer)
      .map((reason) => `--code ${source.given}: ${reason}`)
      .join("\n"),
  );
}
