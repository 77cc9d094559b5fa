import { EXIT } from "../console/exit-code.ts";
import { ebin } from "../console/places.ts";
import { ask } from "../nodes/erlang-answer.ts";
import { callsTerm } from "../wire/questions.ts";

/** `paxy lab --allowed`: the one list of what a folder's code may call. Answers with the exit code. */
export async function labCalls(): Promise<number> {
  await ask({ erl: "erl", ebin, codePaths: [] }, callsTerm, (record) => {
    if (record.t === "calls") process.stdout.write(record.text);
  }).answered;
  return EXIT.ok;
}
