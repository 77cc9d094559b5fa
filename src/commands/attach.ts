import { existsSync } from "node:fs";
import type { AfterScreen } from "../console/after-screen.ts";
import { commandText, programName } from "../console/command-text.ts";
import { EXIT } from "../console/exit-code.ts";
import { InputError } from "../console/problems.ts";
import { VERSIONS } from "../core/trial/parameters.ts";
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
  readonly readOnly?: boolean;
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
  return show(await attach(socket, { readOnly: options.readOnly ?? false }), options);
}

/** Loading the screen must not delay the start of the batch. */
export const loadScreen = () => Promise.all([import("../tui/index.ts"), import("../settings.ts")]);

/**
 * The screen on a service, until the user leaves it or the service ends. Answers with the exit
 * code. The code for the closing lines loads after the screen, so that the screen comes sooner.
 */
export async function show(
  client: SocketClient,
  { readOnly = false, ascii, mouse, theme, screenReader }: ShowOptions,
  given: GivenCode = NO_CODE,
): Promise<number> {
  const [{ openScreen }, { openSettings }] = await loadScreen();
  const end = await openScreen({
    client,
    program: programName,
    save: async (picture) => {
      const { savePicture } = await import("../console/save-picture.ts");
      return savePicture(client.snapshot().directory, picture);
    },
    settings: openSettings(),
    versions: [...VERSIONS, ...given.code.versions],
    ...questionsOf(client, given),
    canLeave: true,
    readOnly: readOnly ? "this screen is read-only" : "",
    ...(ascii === undefined ? {} : { ascii }),
    ...(mouse === undefined ? {} : { mouse }),
    ...(screenReader === undefined ? {} : { screenReader }),
    ...(theme === undefined ? {} : { theme: theme as "dark" | "light" }),
  });
  const { afterScreen, ending } = await import("../parts/after-the-screen.ts");
  const tell = (how: AfterScreen["how"]): void => {
    const lines = afterScreen({ snapshot: client.snapshot(), how });
    process.stdout.write(`${lines.join("\n")}\n`);
  };
  // A terminal that is gone takes its screen along, and nothing else.
  const leaves = end === "leave" || end === "SIGHUP" || (readOnly && end !== "closed");
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
