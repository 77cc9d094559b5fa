import { randomBytes } from "node:crypto";
import { recordParser } from "../record-stream.ts";
import { FIND_TEMPORARY } from "./script.ts";
import { SshProcess } from "./ssh-process.ts";

/** The requirements of a node that a host meets. */
export interface Probe {
  /** Why ssh did not reach the host; empty if it did. */
  readonly unreached: string;
  /** Programs of /bin/sh that are missing. */
  readonly programs: readonly string[];
  /** Release of OTP; empty without Erlang. */
  readonly otp: string;
  /** Applications of Erlang that are missing. */
  readonly applications: readonly string[];
  /** Whether there is room for the modules and files of a node. */
  readonly writable: boolean;
}

/** Of hosts; set-up, which the program does not import, asks the same of this machine. */
export const OLDEST_OTP = 25;

const PROGRAMS = ["head", "tar", "mkdir", "rm"];
const APPLICATIONS = ["ssl", "crypto", "public_key", "compiler"];
const ANSWER_MS_MAX = 30_000;

/** Our modules, and what a node writes. */
export const ROOM_MB = 8;

/** Looks at a host by ssh; leaves nothing there. */
export function probe(host: string): Promise<Probe> {
  const token = randomBytes(16).toString("hex");
  return new Promise((resolve) => {
    let [said, answer]: [string, Readonly<Record<string, unknown>> | undefined] = ["", undefined];
    const parser = recordParser(token, {
      record: (record) => {
        answer = record;
      },
      line: () => {},
    });
    const ssh = new SshProcess(host, {
      onData: (bytes) => parser.push(bytes),
      onSaid: (line) => {
        said = line;
      },
      onExit: () => {
        clearTimeout(late);
        resolve(answer === undefined ? unreached(said) : read(answer));
      },
    });
    const late = setTimeout(() => ssh.killNow(), ANSWER_MS_MAX);
    ssh.write(script(token));
  });
}

const unreached = (said: string): Probe => ({
  unreached: said || "no answer",
  ...{ programs: [], otp: "", applications: [], writable: false },
});

const words = (value: unknown): readonly string[] =>
  String(value ?? "")
    .split(" ")
    .filter(Boolean);

const read = ({
  programs,
  otp,
  applications,
  writable,
}: Readonly<Record<string, unknown>>): Probe => ({
  unreached: "",
  programs: words(programs),
  otp: String(otp ?? ""),
  applications: words(applications),
  writable: writable === "yes",
});

const script = (token: string): string => `main() {
PATH=$PATH:/usr/local/bin:/opt/homebrew/bin:/usr/local/lib/erlang/bin:$HOME/.asdf/shims
missing=
for p in ${PROGRAMS.join(" ")}; do command -v $p >/dev/null 2>&1 || missing="$missing $p"; done
o=$(erl -noshell -boot no_dot_erlang -eval 'io:format("~s", [lists:join(" ", [erlang:system_info(otp_release) | [atom_to_list(A) || A <- [${APPLICATIONS.join()}], code:lib_dir(A) =:= {error, bad_name}]])]), halt().' </dev/null 2>/dev/null)
otp=\${o%% *}
apps=\${o#"$otp"}
${FIND_TEMPORARY}
f=$t/paxy-probe-$$
w=no
head -c ${ROOM_MB << 20} </dev/zero 2>/dev/null >"$f" && w=yes
rm -f "$f"
printf '\\036%s{"programs":"%s","otp":"%s","applications":"%s","writable":"%s"}\\n' ${token} "$missing" "$otp" "$apps" $w
}
main; exit
`;
