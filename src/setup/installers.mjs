/**
 * The parts of Erlang that are needed: to run batches, to run the Erlang tests, to analyse the
 * Erlang code.
 * @typedef {"run" | "test" | "analyse"} ErlangPart
 */

/**
 * @typedef {object} System what the choice of an installer depends on
 * @property {NodeJS.Platform} platform
 * @property {boolean} isRoot
 * @property {(command: string) => boolean} has whether a command is on the PATH
 */

/**
 * @typedef {object} Installer
 * @property {string} command its command, by which it is recognised
 * @property {boolean} asRoot whether it has to be run by root
 * @property {readonly string[]} [refresh] arguments that fetch its lists of packages
 * @property {readonly string[]} install arguments before the names of packages
 * @property {Readonly<Record<ErlangPart, readonly string[]>>} packages
 */

const whole = (/** @type {string} */ name) => ({ run: [name], test: [name], analyse: [name] });

/** @type {readonly Installer[]} */
const installers = [
  {
    command: "apt-get",
    asRoot: true,
    refresh: ["update"],
    install: ["install", "-y", "--no-install-recommends"],
    packages: {
      run: ["erlang-base"],
      test: ["erlang-base", "erlang-eunit", "erlang-dev"],
      analyse: ["erlang-base", "erlang-dialyzer", "erlang-dev", "erlang-eunit"],
    },
  },
  {
    command: "dnf",
    asRoot: true,
    install: ["install", "-y"],
    packages: {
      run: ["erlang-erts", "erlang-compiler"],
      test: ["erlang-erts", "erlang-compiler", "erlang-eunit"],
      analyse: ["erlang-erts", "erlang-compiler", "erlang-eunit", "erlang-dialyzer"],
    },
  },
  {
    command: "pacman",
    asRoot: true,
    install: ["-Sy", "--noconfirm", "--needed"],
    packages: whole("erlang"),
  },
  {
    command: "apk",
    asRoot: true,
    install: ["add", "--update-cache"],
    packages: {
      run: ["erlang"],
      test: ["erlang", "erlang-eunit", "erlang-dev"],
      analyse: ["erlang", "erlang-eunit", "erlang-dialyzer", "erlang-dev"],
    },
  },
  { command: "brew", asRoot: false, install: ["install"], packages: whole("erlang") },
];

/**
 * How Erlang can be installed on a system; undefined where no known package
 * manager is. On macOS that is brew, elsewhere the system's own.
 * @param {System} system
 * @param {readonly ErlangPart[]} parts
 */
export function installationFor(system, parts) {
  const installer = installers.find(
    ({ command }) => system.has(command) && (command === "brew") === (system.platform === "darwin"),
  );
  if (!installer) return undefined;
  const packages = [...new Set(parts.flatMap((part) => installer.packages[part]))];
  const prefix = installer.asRoot && !system.isRoot ? ["sudo"] : [];
  const line = (/** @type {readonly string[]} */ args) => [...prefix, installer.command, ...args];
  return {
    /** Run at once, run after a yes on a terminal, or only printed. */
    consent: consentFor(system, installer),
    refresh: installer.refresh && line(installer.refresh),
    install: line([...installer.install, ...packages]),
  };
}

/**
 * @param {System} system
 * @param {Installer} installer
 * @returns {"given" | "ask" | "impossible"}
 */
function consentFor(system, installer) {
  if (!installer.asRoot || system.isRoot) return "given";
  return system.has("sudo") ? "ask" : "impossible";
}
