import { type Answer, checked } from "./checked.ts";

/** The cost of a search of every schedule of version 2, as a command. */
export default function checkExhaustive() {
  return [...exactly(), speed(), compact()];
}

function exactly() {
  const { answer } = whole(["--rounds", "2"]);
  const megabytes = answer.memory / 1e6;
  return [
    {
      figure: "check, memory of the Erlang node, 2/3/2, every state held exactly",
      measured: `${Math.round(megabytes)} MB`,
      reference: statesText(answer),
      target: "<= 200 MB",
      ok: megabytes <= 200,
    },
    {
      figure: "check, bytes a state, 2/3/2, held exactly",
      measured: answer.bytes_state.toFixed(1),
      reference: statesText(answer),
      target: "<= 24",
      ok: answer.bytes_state <= 24,
    },
  ];
}

function speed() {
  const { answer, seconds } = whole(["--rounds", "3"]);
  const perSecond = Math.round((answer.transitions / answer.elapsed) * 1000);
  return {
    figure: "check, transitions a second from command to verdict, 2/3/3",
    measured: perSecond.toLocaleString("en"),
    reference: `${statesText(answer)}, ${answer.bytes_state.toFixed(1)} bytes each, in ${seconds.toFixed(1)} s (${answer.ending})`,
    target: ">= 1,000,000",
    ok: perSecond >= 1_000_000,
  };
}

function compact() {
  const { answer, seconds } = whole(["--acceptors", "5", "--compact"]);
  const megabytes = answer.memory / 1e6;
  return {
    figure: "check --compact, 2/5/2",
    measured: `${seconds.toFixed(0)} s, ${Math.round(megabytes)} MB (${answer.ending})`,
    reference: statesText(answer),
    target: "complete, <= 60 s, <= 1,000 MB",
    ok: answer.ending === "complete" && seconds <= 60 && megabytes <= 1000,
  };
}

const whole = (args: readonly string[]) => checked(["--set", "moduleVersion=2", ...args]);

const statesText = ({ states, transitions }: Answer): string =>
  `${states.toLocaleString("en")} states, ${transitions.toLocaleString("en")} transitions`;
