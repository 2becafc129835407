/** What comes up while something else lies over the screen, and what stays closed without a passphrase. */
import assert from "node:assert/strict";
import { frameLines } from "../../../tui/frame.ts";
import { makeKeymap } from "../../../tui/keys/remap.ts";
import { withoutStyles } from "../../../tui/lines/text.ts";
import { makeLook } from "../../../tui/look/theme.ts";
import { tablesOf } from "../keys/pressing.ts";
import { pages, Play } from "./playing.ts";

const { look } = makeLook({ isAscii: true, colors: "none" });

const pageTitle = ({ state: { overlay } }: Play): string | null =>
  overlay?.kind === "page" ? overlay.title : null;

const opens = (play: Play, title: string) =>
  play.act({ type: "page-opened", title, lines: [{ text: title }] });

Deno.test("a page that comes while a passphrase is typed waits until that is done", () => {
  const play = new Play();
  play.act({ type: "sealed", isWrong: false });
  play.type("half a pass");
  opens(play, "Status");
  const { overlay } = play.state;
  assert.equal(overlay?.kind === "form" && overlay.fields[0]?.field.text, "half a pass");
  assert.match(play.state.message?.text ?? "", /^Status has ended/);
  play.press("enter");
  assert.equal(play.take("unlock")[0]?.passphrase, "half a pass");
  assert.equal(pageTitle(play), "Status");
});

Deno.test("pages that wait come up one after the other, in their order", () => {
  const play = new Play();
  play.press(":");
  opens(play, "one");
  opens(play, "two");
  assert.equal(play.state.overlay?.kind, "palette");
  play.press("esc");
  assert.equal(pageTitle(play), "one");
  play.press("esc");
  assert.equal(pageTitle(play), "two");
  play.press("esc");
  assert.deepEqual([play.state.overlay, play.state.waiting], [null, []]);
});

Deno.test("a page that comes over nothing is there at once, and nothing is said besides", () => {
  const play = new Play();
  opens(play, "Status");
  assert.deepEqual([pageTitle(play), play.state.message], ["Status", null]);
});

Deno.test("a passphrase that is needed while something is typed is asked for next, before any page", () => {
  const play = new Play();
  play.press(":");
  play.type("sta");
  opens(play, "Status");
  play.act({ type: "sealed", isWrong: true });
  assert.equal(play.state.overlay?.kind, "palette");
  play.press("esc");
  assert.equal(play.state.overlay?.kind, "form");
});

Deno.test("a passphrase that nobody gives locks whatever was there, and giving it leads back there", () => {
  const play = new Play();
  play.fill("bookmarks", pages(3));
  play.act({ type: "sealed", isWrong: false });
  play.press("esc");
  assert.equal(play.state.screen, "locked");
  assert.doesNotMatch(frameLines(play.state, look).join("\n"), /page 0/);
  play.press("enter", "p", "enter");
  assert.deepEqual([play.state.screen, play.state.overlay], ["main", null]);
  assert.match(frameLines(play.state, look).join("\n"), /page 0/);
});

Deno.test("a locked screen names and takes the keys of the config file", () => {
  const play = new Play();
  const { keymap } = makeKeymap(
    tablesOf({ "": [["ctrl-x", "record.open"], ["enter", ""], ["Z", "program.quit"], ["q", ""]] }),
  );
  play.state = { ...play.state, keymap, screen: "locked" };
  const lines = frameLines(play.state, look).map(withoutStyles);
  assert.match(lines.join("\n"), /ctrl-x asks for the passphrase/);
  assert.match(lines.at(-1) ?? "", /^ctrl-x passphrase {2}[QZ] quit *$/);
  play.press("q", "enter");
  assert.deepEqual([play.take("quit"), play.state.overlay], [[], null]);
  play.press("Z");
  assert.deepEqual(play.take("quit").map(({ exit }) => exit), [0]);
  play.press("ctrl-x");
  assert.equal(play.state.overlay?.kind, "form");
});
