import { EXIT } from "../console/exit-code.ts";
import { InputError } from "../console/problems.ts";
import { parsePlaces } from "../core/batch/places.ts";
import { OLDEST_OTP, type Probe, probe, ROOM_MB } from "../nodes/places/probe.ts";
import { sanitise } from "../nodes/sanitise.ts";

/**
 * `paxy doctor --place HOST...`: whether hosts have all that a node needs. Answers with the exit
 * code.
 */
export async function doctorPlaces(hosts: readonly string[]): Promise<number> {
  const places = parsePlaces({ place: { acceptors: hosts } });
  if (!places.ok) throw new InputError(`${places.problems[0]?.message}.`);
  const found = await Promise.all(hosts.map(probe));
  for (const [index, host] of hosts.entries()) {
    for (const line of linesOf(host, found[index] as Probe))
      process.stdout.write(`${sanitise(line)}\n`);
  }
  return found.every(isComplete) ? EXIT.ok : EXIT.notRun;
}

const isComplete = (each: Probe): boolean =>
  each.unreached === "" &&
  each.programs.length === 0 &&
  Number(each.otp) >= OLDEST_OTP &&
  each.applications.length === 0 &&
  each.writable;

/** A line for each requirement, in the format of `paxy doctor`. */
function linesOf(
  host: string,
  { unreached, programs, otp, applications, writable }: Probe,
): string[] {
  const line = (isThere: boolean, what: string, found: string): string =>
    `${(isThere ? "ok" : "MISSING").padEnd(8)}${what.padEnd(16)}${found}`;
  if (unreached !== "") {
    return [
      `${host}`,
      line(false, "ssh", `${unreached}. \`ssh ${host} true\` must work without a question`),
    ];
  }
  const packages = applications.map((name) => `erlang-${name.replace("_", "-")}`).join(" ");
  return [
    host,
    line(true, "ssh", "reached"),
    line(
      programs.length === 0,
      "programs",
      programs.length === 0 ? "sh, head, tar" : programs.join(", "),
    ),
    line(
      Number(otp) >= OLDEST_OTP,
      "Erlang/OTP",
      otp === ""
        ? "not found (Debian: apt-get install erlang-base)"
        : `${otp} (${OLDEST_OTP} or newer is needed)`,
    ),
    ...(otp === ""
      ? []
      : [
          line(
            applications.length === 0,
            "applications",
            applications.length === 0
              ? "ssl, crypto, public_key"
              : `${applications.join(", ")} (Debian: apt-get install ${packages}); --through ssh needs only compiler`,
          ),
        ]),
    line(writable, "temporary files", `${ROOM_MB} MB ${writable ? "can" : "cannot"} be written`),
  ];
}
