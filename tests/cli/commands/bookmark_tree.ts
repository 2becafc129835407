/** A small sound tree on an account, for tests of the commands that change one. */
import { put, type TestRecord } from "../../app/app_support.ts";
import { openWriting, type WritingAccount } from "../../app/writing_support.ts";
import { expectSuccess, linesOf } from "../../stories/expect.ts";
import { runOn } from "./on_profile.ts";

/** A title in which letters are wide and one direction is turned round. */
export const WIDE = "漢字の練習 \u202eabc";

const folder = (id: string, parentid: string, title: string, ...children: readonly string[]): TestRecord => (
  { id, type: "folder", parentid, title, children }
);

const bookmark = (id: string, parentid: string, title: string, more: object = {}): TestRecord => (
  { id, type: "bookmark", parentid, title, bmkUri: `https://${title.length}.example/`, ...more }
);

/** The tree as it is drawn. */
export const DRAWN: readonly string[] = [
  "menu/  0",
  "toolbar/  3",
  "  Work/  3",
  "    Runbook  https://7.example/  #Ops #docs",
  "    --------",
  "    漢字の練習 \\u202eabc  https://10.example/",
  "  Überblick/  0",
  "  News  https://4.example/  #docs",
  "unfiled/  0",
  "mobile/  0",
];

const RECORDS: readonly TestRecord[] = [
  folder("toolbar", "places", "toolbar", "work________", "ueber_______", "news________"),
  folder("work________", "toolbar", "Work", "runbook_____", "line________", "wide________"),
  folder("ueber_______", "toolbar", "Überblick"),
  bookmark("runbook_____", "work________", "Runbook", { tags: ["Ops", "docs"], keyword: "run" }),
  { id: "line________", type: "separator", parentid: "work________", pos: 1 },
  bookmark("wide________", "work________", WIDE),
  bookmark("news________", "toolbar", "News", { tags: ["docs"] }),
];

/** Runs a test on an account that has the tree; what it sends is in view. */
export async function onTree(run: (account: WritingAccount) => Promise<void>): Promise<void> {
  await using account = await openWriting();
  await put(account.app, "bookmarks", ...RECORDS);
  account.writes.length = 0;
  await run(account);
}

/** The tree as it is now, line by line. */
export async function drawn(account: WritingAccount, ...more: readonly string[]): Promise<string[]> {
  const words = ["bookmarks", "list", "--tree", ...more];
  return linesOf(expectSuccess(await runOn(account, words)).stdout);
}
