import { existsSync } from "node:fs";
import type { AfterScreen } from "../console/after-screen.ts";
import { commandText, programName } from "../console/command-text.ts";
import { EXIT } from "../console/exit-code.ts";
import { InputError } from "../console/problems.ts";
import { VERSIONS } from "../core/trial/parameters.ts";
import type { BatchClient } from "../service/client.ts";
import { findSession } from "../service/find-session.ts";
import type { GivenCode } from "../service/run-questions.ts";
import { attach, type SocketClient } from "../service/socket/client.ts";

export interface ScreenOptions {
  readonly ascii?: boolean;
  readonly mouse?: boolean;
  readonly theme?: string;
  readonly screenReader?: boolean;
}

const NO_CODE: GivenCode = {
  code: { versions: [], codePaths: [], folders: [], macros: {} },
  files: [],
};

interface ShowOptions extends ScreenOptions {
  /** Why nothing may be changed. */
  readonly readOnly?: string;
}

/** `paxy attach [BATCH]`: the screen on a batch that is running. */
export async function attachScreen(
  which: string | undefined,
  options: ScreenOptions & { readonly readOnly?: boolean },
): Promise<number> {
  const { socket, name } = await findSession(which);
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new InputError(
      `the screen of batch "${name}" needs a terminal. For its progress: ${commandText("ls")}`,
    );
  }
  const { readOnly = false, ...look } = options;
  const because = readOnly ? { readOnly: "this screen is read-only" } : {};
  return show(await attach(socket, { readOnly }), { ...look, ...because });
}

/** Loading the screen must not delay the start of the batch. */
export const loadScreen = () => Promise.all([import("../tui/index.ts"), import("../settings.ts")]);

/**
 * The screen on a service, until the user leaves it or the service ends. Answers with the exit
 * code. The code for the closing lines loads after the screen, so that the screen comes sooner.
 */
export async function show(
  client: SocketClient,
  options: ShowOptions,
  given: GivenCode = NO_CODE,
): Promise<number> {
  const { versions } = given.code;
  const end = await opened(client, options, { versions, ...questionsOf(client, given) });
  const { afterScreen, ending } = await import("../parts/after-the-screen.ts");
  const tell = (how: AfterScreen["how"]): void => {
    const lines = afterScreen({ snapshot: client.snapshot(), how });
    process.stdout.write(`${lines.join("\n")}\n`);
  };
  // A terminal that is gone takes its screen along, and nothing else.
  const leaves = end === "leave" || end === "SIGHUP" || (options.readOnly && end !== "closed");
  if (end === "lost" || (leaves && !(await isOpen(client)))) {
    tell("lost");
    return EXIT.notRun;
  }
  if (leaves) {
    tell("left");
    client.detach();
    return EXIT.ok;
  }
  const isByUser = end !== "closed";
  const wasFinished = client.snapshot().queue.status === "finished";
  if (isByUser) await client.dispatch({ type: "stop" });
  const trouble = await client.closed;
  const snapshot = client.snapshot();
  if (!existsSync(snapshot.directory)) throw new InputError(trouble);
  const isFinished = wasFinished || snapshot.queue.status === "finished";
  tell(isFinished ? "finished" : isByUser ? "stopped" : "elsewhere");
  return ending(snapshot, trouble, end === "SIGINT" || end === "SIGTERM");
}

/** The screen on results that are only shown, until the user leaves it. */
export async function showKept(client: BatchClient, options: ShowOptions): Promise<number> {
  await opened(client, options, { versions: [] });
  const { afterScreen } = await import("../parts/after-the-screen.ts");
  const lines = afterScreen({ snapshot: client.snapshot(), how: "shown" });
  process.stdout.write(`${lines.join("\n")}\n`);
  return EXIT.ok;
}

interface Extras extends Partial<ReturnType<typeof questionsOf>> {
  /** Of the user's code. */
  readonly versions: readonly string[];
}

async function opened(
  client: BatchClient,
  { readOnly = "", ascii, mouse, theme, screenReader }: ShowOptions,
  { versions, ...questions }: Extras,
) {
  const [{ openScreen }, { openSettings }] = await loadScreen();
  return openScreen({
    client,
    program: programName,
    save: async (picture) => {
      const { savePicture } = await import("../console/save-picture.ts");
      return savePicture(client.snapshot().directory, picture);
    },
    settings: openSettings(),
    versions: [...VERSIONS, ...versions],
    ...questions,
    canLeave: true,
    readOnly,
    ...(ascii === undefined ? {} : { ascii }),
    ...(mouse === undefined ? {} : { mouse }),
    ...(screenReader === undefined ? {} : { screenReader }),
    ...(theme === undefined ? {} : { theme: theme as "dark" | "light" }),
  });
}

/** Questions about runs that the screen may ask; what answers them is loaded with the first one. */
function questionsOf(client: SocketClient, given: GivenCode) {
  const loaded = async () => {
    const { runQuestions } = await import("../parts/runs.ts");
    return runQuestions(client, given);
  };
  type Questions = Awaited<ReturnType<typeof loaded>>;
  return {
    chance: (...asked: Parameters<Questions["chance"]>) => {
      const drawing = loaded().then(({ chance }) => chance(...asked));
      return {
        done: drawing.then(({ done }) => done),
        end: () =>
          void drawing.then(
            ({ end }) => end(),
            () => {},
          ),
      };
    },
    witnesses: async (...asked: Parameters<Questions["witnesses"]>) =>
      (await loaded()).witnesses(...asked),
    explore: async (...asked: Parameters<Questions["explore"]>) => {
      const { exploration, system } = await (await loaded()).explore(...asked);
      const { shownExploration } = await import("../parts/schedules.ts");
      return shownExploration(exploration, system);
    },
  };
}

/** Whether the batch's process is still running: it may have died while the screen was open. */
const isOpen = (client: SocketClient): Promise<boolean> =>
  Promise.race([client.closed.then(() => false), Promise.resolve().then(() => true)]);
