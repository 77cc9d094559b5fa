import swc from "@swc/core";

/**
 * Which part may import which, in the order of a call: commands -> tui,
 * lab, console, batch, service, report, results, nodes; all of them -> core;
 * core -> nothing. The swc parser does not tell `import type` from `import`: a
 * type is an import, too.
 */

// dependency-cruiser 17 asks swc for TypeScript without JSX, whatever the file is.
const { parseFileSync } = swc;
swc.parseFileSync = (file, options) =>
  parseFileSync(file, { ...options, tsx: file.endsWith(".tsx") });

/** One rule: files of a part import their own part and `allowed`, nothing else of src/. */
const onlyImports = (part, allowed, comment) => ({
  name: `${part}-imports`,
  severity: "error",
  comment,
  from: { path: `^src/${part}/` },
  to: { path: "^src/", pathNot: [`^src/${part}/`, ...allowed.map((place) => `^src/${place}`)] },
});

export default {
  forbidden: [
    onlyImports(
      "command-line",
      ["core/", "parts/", "commands/(attach|judge|screen)\\.ts$"],
      "Options and help are told without loading a command; each loads when it is called.",
    ),
    onlyImports(
      "parts",
      ["batch/", "commands/", "console/", "results/", "service/"],
      "A part names what loads together, and holds nothing of its own.",
    ),
    {
      name: "no-way-back-to-the-command-line",
      severity: "error",
      comment: "What a command does must not depend on how it is typed.",
      from: { path: "^src/", pathNot: ["^src/cli\\.ts$", "^src/command-line/"] },
      to: { path: "^src/(cli\\.ts$|command-line/)" },
    },
    onlyImports(
      "core",
      [],
      "The rules of a batch are the same in every front end and every engine; so they know none.",
    ),
    ...["trial", "run", "why", "statistics", "queue", "batch"].map((folder, i, folders) => ({
      name: `core-${folder}-imports`,
      severity: "error",
      comment: "The folders of core form no circle: each knows only those before it.",
      from: { path: `^src/core/${folder}/` },
      to: {
        path: "^src/core/[^/]+/",
        pathNot: folders.slice(0, i + 1).map((it) => `^src/core/${it}/`),
      },
    })),
    onlyImports(
      "wire",
      ["core/"],
      "The wire knows what goes over it, and neither who sends nor who listens.",
    ),
    onlyImports(
      "nodes",
      ["core/", "wire/"],
      "Nodes execute what they are handed; who wants it, and where results go, is not theirs to know.",
    ),
    onlyImports(
      "results",
      ["core/"],
      "Results are written as records come, whichever engine they come from.",
    ),
    onlyImports(
      "report",
      ["core/"],
      "A report is made from results alone, so it can be made again later, elsewhere.",
    ),
    onlyImports(
      "batch",
      ["core/", "nodes/", "wire/", "console/"],
      "Reading what to run starts nothing but the child that evaluates a batch file.",
    ),
    {
      name: "batch-file-child-is-small",
      severity: "error",
      comment: "The child that evaluates a batch file loads as little as can be.",
      from: { path: "^src/batch/file/" },
      to: { path: "^src/", pathNot: ["^src/batch/file/", "^src/core/"] },
    },
    onlyImports(
      "console",
      [
        "core/",
        "nodes/(sanitise|erlang-answer)\\.ts$",
        "wire/",
        "report/",
        "results/",
        "service/client\\.ts$",
      ],
      "The room of one-line output knows the batch only by its client interface.",
    ),
    onlyImports(
      "service",
      ["batch/user-code\\.ts$", "nodes/", "wire/", "results/", "console/", "core/"],
      "The headless runner must not load a screen, and the screen must not be needed by the service.",
    ),
    onlyImports(
      "lab",
      ["batch/", "console/", "core/", "nodes/", "report/", "results/", "service/", "wire/"],
      "A folder is judged from its runs and its checks; the commands print what was found.",
    ),
    onlyImports(
      "grade",
      ["batch/", "console/", "core/", "lab/", "nodes/", "report/", "results/", "wire/"],
      "Submissions run behind walls of their own: never in nodes or a service that hold anything else.",
    ),
    onlyImports(
      "tui",
      ["core/", "service/client\\.ts$"],
      "The screen is a view of a snapshot; it must work the same with a service behind a socket.",
    ),
    onlyImports("setup", [], "Set-up runs before anything is built."),
    {
      name: "nobody-imports-setup",
      severity: "error",
      comment: "The program must not depend on how it was started.",
      from: { path: "^src/", pathNot: "^src/setup/" },
      to: { path: "^src/setup/" },
    },
    {
      name: "core-is-pure",
      severity: "error",
      comment:
        "Files, processes, clocks, chance and screens belong to the parts that use core; its tests need none of them.",
      from: { path: "^src/core/" },
      to: {
        dependencyTypes: ["core", "npm", "npm-dev", "npm-optional", "npm-peer"],
        pathNot: [
          "^(node:)?crypto$",
          "(^|/)node_modules/(zod|simple-statistics|fastest-levenshtein|jstat)/",
        ],
      },
    },
    {
      name: "react-in-one-file",
      severity: "error",
      comment:
        "The headless runner starts a third faster, and runs for days, without React; panes and dialogs are plain functions of rows, and one file knows Ink.",
      from: { path: "^src/", pathNot: "^src/tui/ink\\.tsx$" },
      to: { path: "(^|/)node_modules/(react|ink)/" },
    },
    {
      name: "tui-when-wanted",
      severity: "error",
      comment:
        "The screen is a bundle of its own, loaded by import() when there is a terminal to show it on.",
      from: { path: "^src/", pathNot: "^src/tui/" },
      to: { path: "^src/tui/", dynamic: false },
    },
    {
      name: "setup-without-packages",
      severity: "error",
      comment:
        "Set-up runs before packages are installed; only what it has just installed may be loaded, by import().",
      from: { path: "^src/setup/" },
      to: { path: "(^|/)node_modules/", dynamic: false },
    },
    {
      name: "no-development-packages",
      severity: "error",
      comment: "They are not installed where paxy is only run.",
      from: { path: "^src/" },
      to: {
        dependencyTypes: ["npm-dev"],
        pathNot: "(^|/)node_modules/@types/",
      },
    },
    {
      name: "no-circles",
      severity: "error",
      comment: "Files that import each other can only be understood, and loaded, together.",
      from: {},
      to: { circular: true },
    },
    {
      name: "everything-resolves",
      severity: "error",
      comment:
        "An import that is not found is a missing file or package, or a rule that looks the wrong way.",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    parser: "swc",
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^\\.build/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["types", "import", "node", "default"],
    },
  },
};
