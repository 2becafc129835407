/**
 * The keys as they come with foxden. Left to screen, tmux and terminals: ctrl-a, ctrl-b, ctrl-s, ctrl-q, ctrl-h, ctrl-j,
 * ctrl-k, alt with digits, and the function keys.
 */
import { PLACES } from "../places.ts";
import { type ActName, PLACE_ACTS, type Where } from "./acts.ts";
import type { Binding, Keymap } from "./keymap.ts";

const PANES: readonly Where[] = ["list", "sidebar", "detail"];
const RECORD: readonly Where[] = ["list", "detail"];
const LIST: readonly Where[] = ["list"];
const SCROLLED: readonly Where[] = [...PANES, "page"];
const SCREENS: readonly Where[] = [...PANES, "welcome"];
const ANY: readonly Where[] = ["any"];

const bind = (
  act: ActName,
  where: readonly Where[],
  keys: readonly string[],
  help: string,
  hint?: string,
): Omit<Binding, "group"> => ({ act, where, keys, help, ...hint === undefined ? {} : { hint } });

const inGroup = (group: Binding["group"], bindings: readonly Omit<Binding, "group">[]): readonly Binding[] =>
  bindings.map((binding) => ({ ...binding, group }));

const toPlaces = PLACE_ACTS.map((act, at) => {
  const digit = String(at + 1);
  const title = PLACES.find((place) => place.digit === digit)?.title ?? `place ${digit}`;
  return bind(act, PANES, [digit], `go to ${title}`);
});

const MOVE = inGroup("move", [
  bind("cursor.down", ANY, ["j", "down"], "down"),
  bind("cursor.up", ANY, ["k", "up"], "up"),
  bind("cursor.half-page-down", SCROLLED, ["ctrl-d"], "half a page down"),
  bind("cursor.half-page-up", SCROLLED, ["ctrl-u"], "half a page up"),
  bind("cursor.page-down", SCROLLED, [".", "pagedown"], "a page down"),
  bind("cursor.page-up", SCROLLED, [",", "pageup"], "a page up"),
  bind("cursor.top", SCROLLED, ["g g", "<", "home"], "to the top"),
  bind("cursor.end", SCROLLED, ["G", ">", "end"], "to the end"),
  bind("branch.fold", PANES, ["h", "left"], "fold; to the pane before", "fold"),
  bind("branch.unfold", PANES, ["l", "right"], "unfold; to the pane behind", "unfold"),
  bind("record.open", LIST, ["enter"], "details; open or close a folder", "details"),
  bind("record.open", ["sidebar"], ["enter"], "to the list", "list"),
  bind("record.open", ["welcome"], ["enter"], "choose", "choose"),
  bind("pane.next", PANES, ["tab"], "next pane", "pane"),
  bind("pane.previous", PANES, ["shift-tab"], "previous pane"),
  bind("back", ["detail", "page", "welcome"], ["esc"], "back", "back"),
  {
    ...bind("back", ANY, ["esc"], "back; clear the filter or the marks; stop a sync"),
    except: ["detail", "page", "welcome"],
  },
  ...toPlaces,
]);

const FIND = inGroup("find", [
  bind("filter.open", PANES, ["/"], "filter while you type; enter keeps it, esc clears it", "filter"),
  bind("filter.clear", PANES, [], "clear the filter", "clear filter"),
  bind("hit.next", RECORD, ["n"], "next hit of the filter", "next hit"),
  bind("hit.previous", RECORD, ["N"], "previous hit of the filter"),
  bind("facets.open", PANES, ["f"], "narrow by folder, tag, host, device ...", "facets"),
  bind("sort.open", PANES, ["s"], "sort menu", "sort"),
]);

const VIEW = inGroup("view", [
  bind("tab.next", RECORD, ["]"], "next tab of the details", "tabs"),
  bind("tab.previous", RECORD, ["["], "previous tab of the details"),
  bind("record.raw", RECORD, ["i"], "the record as it is stored", "raw"),
  bind("zoom.more", PANES, ["+"], "enlarge the pane", "zoom"),
  bind("zoom.less", PANES, ["_"], "reduce the pane again"),
  bind("detail.toggle", PANES, ["P"], "show or put away the details", "details pane"),
  bind("mouse.toggle", PANES, ["M"], "mouse on or off"),
  bind("screen.redraw", ANY, ["ctrl-l"], "draw the screen anew"),
]);

const ACT = inGroup("act", [
  bind("mark.toggle", LIST, ["space"], "mark the row, or take its mark away", "mark"),
  bind("mark.range", LIST, ["v"], "mark from here to where the cursor goes"),
  bind("mark.all", LIST, ["A"], "mark all that are shown"),
  bind("record.browse", RECORD, ["o"], "open in the web browser", "browser"),
  bind("copy.open", RECORD, ["y"], "copy menu", "copy"),
  bind("copy.main", RECORD, ["Y"], "copy the password, the address or what else matters most", "copy main"),
  bind("secret.toggle", RECORD, ["x"], "reveal or hide the secret", "reveal"),
  bind("sync.start", PANES, ["R"], "sync now", "sync"),
  bind("sync.stop", PANES, [], "stop the sync; what has come stays", "stop"),
  bind("export.open", PANES, ["X"], "export what is shown", "export"),
  bind("doctor.open", PANES, ["D"], "examine this installation and the account", "doctor"),
]);

const PROGRAM = inGroup("program", [
  bind("palette.open", PANES, [":", "ctrl-p"], "all acts by name", "palette"),
  bind("help.open", SCREENS, ["?"], "the keys of this place", "help"),
  bind("program.back-or-quit", ANY, ["q"], "back, or quit where nothing is left to go back from", "quit"),
  bind("program.quit", SCREENS, ["Q"], "quit"),
  bind("program.abort", ANY, ["ctrl-c"], "quit at once, with exit code 130"),
  bind("program.suspend", ANY, ["ctrl-z"], "suspend; fg brings it back"),
]);

/** Every act with its keys. */
export const BINDINGS: readonly Binding[] = [...MOVE, ...FIND, ...VIEW, ...ACT, ...PROGRAM];

/** Acts that have no key on purpose: `back` does the same where it matters, and a config file may give them one. */
export const WITHOUT_KEY: readonly ActName[] = ["filter.clear", "sync.stop"];

/** Keys that do the same whatever takes the keys, fields and overlays too: no config file changes them. */
export const FIXED: ReadonlyMap<string, ActName> = new Map([
  ["ctrl-c", "program.abort"],
  ["ctrl-z", "program.suspend"],
  ["ctrl-l", "screen.redraw"],
]);

/** The keys where no config file changes them. */
export const SHIPPED: Keymap = { bindings: BINDINGS, changed: [] };
