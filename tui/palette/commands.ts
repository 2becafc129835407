/** Commands of foxden that the palette offers by their names, wherever somebody is. */
import type { Choice } from "../overlays/overlay.ts";
import type { State } from "../state.ts";
import { askInShell } from "./shell_question.ts";

/** A command, and what the palette does for it. */
export interface OfferedCommand {
  readonly title: string;
  readonly also: string;
  readonly words: readonly string[];
  readonly choiceIn: (view: State) => Choice;
  readonly needsServer?: true;
  /** It is not there where nothing may be changed. */
  readonly changes?: true;
}

/** Its output is read as a page. */
const shown = (title: string, also: string, words: readonly string[]): OfferedCommand => (
  { title, also, words, choiceIn: () => ({ type: "run", title, words }) }
);

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
    title: "Account: sign out (in a shell)",
    also: "logout log out leave disconnect",
    words: ["auth", "logout"],
    choiceIn: (view) =>
      askInShell(
        view,
        "Account: sign out",
        "This ends the sign-in and removes what is kept of the account on this machine. Run it in a shell, when foxden is closed:",
        ["auth", "logout"],
      ),
  },
  {
    title: "Account: set up for Sync",
    also: "init initialise first new keys",
    words: ["sync", "--init"],
    choiceIn: () => ({ type: "set-up" }),
    needsServer: true,
    changes: true,
  },
  {
    title: "Doctor: find out what is wrong",
    also: "check examine problem",
    words: ["doctor"],
    choiceIn: () => ({ type: "examine" }),
  },
  {
    title: "Backup: create",
    also: "copy save file",
    words: ["backup", "create"],
    choiceIn: (view) =>
      askInShell(
        view,
        "Backup: create",
        "A backup is sealed with a passphrase, which the command asks for. Run it in a shell:",
        ["backup", "create"],
      ),
  },
  {
    title: "Settings: edit the config file",
    also: "config keys editor theme colors colours",
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
