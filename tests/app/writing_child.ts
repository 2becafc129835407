/**
 * Writes that tests kill at each of their steps. As a program it reads what to do from its first argument, does it, and
 * prints how it went as a line of JSON.
 */
import { prepareRestore } from "../../app/backup/restore.ts";
import {
  prepareBookmarkAdd,
  prepareBookmarkMove,
  prepareBookmarkRemoval,
} from "../../app/bookmarks/edits.ts";
import { App } from "../../app/open.ts";
import { preparePut } from "../../app/put.ts";
import { prepareUndo } from "../../app/undo/undo.ts";
import { prepareWipe } from "../../app/wipe.ts";
import type { PendingWrite } from "../../app/write/write.ts";
import { WRITE_STEPS, type WriteStep } from "../../app/write/steps.ts";
import { isFoxdenError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";

/** One command. */
export type Command =
  | { readonly kind: "add"; readonly title: string; readonly folder: string }
  | { readonly kind: "move"; readonly items: readonly string[]; readonly folder: string }
  | { readonly kind: "remove"; readonly items: readonly string[] }
  | { readonly kind: "put"; readonly collection: string; readonly records: readonly JsonObject[] }
  | { readonly kind: "undo"; readonly count: number }
  | { readonly kind: "restore"; readonly path: string }
  | { readonly kind: "wipe"; readonly collection: string };

/** What to do. */
export interface WritingTask {
  readonly home: string;
  readonly command: Command;
  /** Kills itself with `SIGKILL` when it comes to this step for this time; the first is 1. */
  readonly kill?: { readonly step: WriteStep; readonly time: number };
}

/** How it went. */
export interface WritingReport {
  readonly steps: readonly WriteStep[];
  readonly error?: readonly [code: string, message: string];
}

/** Plans what a command is to do. */
export function prepare(app: App, command: Command): Promise<PendingWrite> {
  switch (command.kind) {
    case "add": {
      const items = [{ type: "bookmark" as const, title: command.title, url: "https://added.example/" }];
      return prepareBookmarkAdd(app, { items, folder: command.folder, makeFolders: true });
    }
    case "move":
      return prepareBookmarkMove(app, { ...command, makeFolders: true });
    case "remove":
      return prepareBookmarkRemoval(app, { ...command, recursive: true });
    case "put":
      return preparePut(app, {
        collection: command.collection,
        text: JSON.stringify(command.records),
        merge: false,
        forceShape: false,
        inParts: true,
      });
    case "undo":
      return prepareUndo(app, { count: command.count, force: false });
    case "restore": {
      const passphrase = () => Promise.reject(new Error("nobody is there to be asked"));
      return prepareRestore(app, {
        path: command.path,
        passphrase,
        missingOnly: false,
        inParts: false,
        force: false,
      });
    }
    case "wipe":
      throw new Error("a wipe is no write of records");
  }
}

/** Does what a command says. */
export async function carryOut(app: App, command: Command): Promise<void> {
  if (command.kind === "wipe") await (await prepareWipe(app, command.collection)).commit();
  else await (await prepare(app, command)).commit();
}

const isWriteStep = (step: string): step is WriteStep => WRITE_STEPS.some((each) => each === step);

async function work({ home, command, kill }: WritingTask): Promise<WritingReport> {
  const steps: WriteStep[] = [];
  using app = new App({
    profile: "default",
    env: (name) => name === "FOXDEN_DATA_DIR" ? home : undefined,
    timeoutMs: 20_000,
    signal: new AbortController().signal,
    passphrase: () => Promise.reject(new Error("nobody is there to be asked")),
    warn: () => Promise.resolve(),
    fresh: { mode: "max-age", maxAgeMs: 0, lenient: false },
    atStep: (step) => {
      if (!isWriteStep(step)) return;
      steps.push(step);
      if (step !== kill?.step || steps.filter((each) => each === step).length < kill.time) return;
      for (;;) Deno.kill(Deno.pid, "SIGKILL");
    },
  });
  try {
    await carryOut(app, command);
    return { steps };
  } catch (error) {
    if (!isFoxdenError(error)) throw error;
    return { steps, error: [error.code, error.message] };
  }
}

if (import.meta.main) {
  const report = await work(JSON.parse(Deno.args[0] ?? ""));
  await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(report)));
}
