/** Commands of foxden that the palette offers by their names, wherever somebody is. */
import type { Choice } from "../overlays/overlay.ts";
import { openQuestion } from "../overlays/question_open.ts";
import type { State } from "../state.ts";
import { commandLine } from "./shell.ts";

/** A command, and what the palette does for it. */
export interface OfferedCommand {
  readonly title: string;
  readonly also: string;
  readonly words: readonly string[];
  readonly choiceIn: (view: State) => Choice;
  readonly needsServer?: true;
}

/** Its output is read as a page. */
const shown = (title: string, also: string, words: readonly string[]): OfferedCommand => (
  { title, also, words, choiceIn: () => ({ type: "run", title, words }) }
);

/** A passphrase cannot be typed into a command that runs behind the screen. */
function askInShell(view: State): Choice {
  const text = commandLine(["backup", "create"], view.account?.profile);
  const overlay = openQuestion({
    title: "Backup: create",
    lines: [
      "A backup is sealed with a passphrase, which the command asks for. Run it in a shell:",
      "",
      text,
    ],
    answers: [
      { key: "y", label: "copy the command", choice: { type: "copy-text", what: "Command", text } },
      { key: "n", label: "close", choice: null },
    ],
  }, view.nowMs);
  return { type: "open", overlay };
}

export const COMMANDS: readonly OfferedCommand[] = [
  shown("Account: status", "overview counts who", ["status"]),
  { ...shown("Account: quota", "room used size limit", ["quota"]), needsServer: true },
  shown("Account: who is signed in", "auth session", ["auth", "status"]),
  shown("Account: profiles", "auth list accounts", ["auth", "list"]),
  {
    title: "Account: sign in again",
    also: "login auth",
    words: ["auth", "login"],
    choiceIn: () => ({ type: "sign-in" }),
  },
  {
    title: "Doctor: find out what is wrong",
    also: "check examine problem",
    words: ["doctor"],
    choiceIn: () => ({ type: "examine" }),
  },
  { title: "Backup: create", also: "copy save file", words: ["backup", "create"], choiceIn: askInShell },
  {
    title: "Settings: edit the config file",
    also: "config keys editor",
    words: ["config", "edit"],
    choiceIn: () => ({ type: "edit-config" }),
  },
  shown("Settings: list", "config values", ["config", "list"]),
  shown("Collections: list", "counts sizes", ["collections", "list"]),
  shown("Bookmarks: tags", "count", ["bookmarks", "tags"]),
  shown("Bookmarks: check the tree", "repair faults order", ["bookmarks", "check"]),
  shown("History: visits by host", "stats statistics sites", ["history", "stats", "--top", "40"]),
  shown("History: visits by day", "stats statistics", ["history", "stats", "--by", "day", "--top", "40"]),
  shown("Undo: what foxden has changed", "journal list", ["undo", "--list"]),
];
