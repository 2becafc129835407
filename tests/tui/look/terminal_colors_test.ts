import assert from "node:assert/strict";
import { colorsOf, type Environment, isAsciiOnly } from "../../../tui/look/terminal_colors.ts";

const COLORS: readonly (readonly [Environment, string])[] = [
  [{ TERM: "xterm" }, "16"],
  [{ TERM: "xterm-256color" }, "256"],
  [{ TERM: "tmux-256color", COLORTERM: "truecolor" }, "true"],
  [{ TERM: "xterm", COLORTERM: "24bit" }, "true"],
  [{ TERM: "xterm-direct" }, "true"],
  [{ TERM: "linux", COLORTERM: "truecolor" }, "16"],
  [{ TERM: "vt100" }, "none"],
  [{ TERM: "vt220" }, "none"],
  [{ TERM: "dumb" }, "none"],
  [{ TERM: "xterm-mono" }, "none"],
  [{}, "none"],
  [{ WT_SESSION: "1" }, "true"],
  [{ TERM: "a-typo" }, "16"],
  [{ TERM: "xterm-256color", NO_COLOR: "1" }, "none"],
  [{ TERM: "xterm-256color", NO_COLOR: "" }, "256"],
  [{ TERM: "xterm-256color", NO_COLOR: "1", FORCE_COLOR: "3" }, "none"],
  [{ TERM: "dumb", CLICOLOR_FORCE: "1" }, "16"],
  [{ TERM: "dumb", CLICOLOR_FORCE: "0" }, "none"],
  [{ TERM: "xterm", FORCE_COLOR: "1", COLORTERM: "truecolor" }, "16"],
  [{ TERM: "xterm", FORCE_COLOR: "2" }, "256"],
  [{ TERM: "xterm", FORCE_COLOR: "3" }, "true"],
  [{ TERM: "xterm-256color", FORCE_COLOR: "true" }, "256"],
  [{ TERM: "xterm-256color", FORCE_COLOR: "0" }, "none"],
  [{ TERM: "xterm-256color", CLICOLOR: "0" }, "none"],
];

for (const [env, depth] of COLORS) {
  Deno.test(`${JSON.stringify(env)} means colours: ${depth}`, () => assert.equal(colorsOf(env), depth));
}

Deno.test("--color stands over the environment", () => {
  assert.equal(colorsOf({ TERM: "xterm-256color", FORCE_COLOR: "3" }, "never"), "none");
  assert.equal(colorsOf({ TERM: "xterm-256color", NO_COLOR: "1" }, "always"), "256");
  assert.equal(colorsOf({ TERM: "dumb" }, "always"), "16");
});

Deno.test("only ASCII is drawn where the locale has no UTF-8, and the first variable of three counts", () => {
  assert.equal(isAsciiOnly({ TERM: "xterm", LANG: "en_US.UTF-8" }, false), false);
  assert.equal(isAsciiOnly({ TERM: "xterm", LANG: "C.utf8" }, false), false);
  assert.equal(isAsciiOnly({ TERM: "xterm", LANG: "en_US.UTF-8", LC_CTYPE: "C" }, false), true);
  assert.equal(isAsciiOnly({ TERM: "xterm", LANG: "C", LC_CTYPE: "C", LC_ALL: "C.UTF-8" }, false), false);
  assert.equal(isAsciiOnly({ TERM: "xterm", LANG: "en_US.UTF-8", LC_ALL: "" }, false), false);
  assert.equal(isAsciiOnly({ TERM: "xterm" }, false), true);
  assert.equal(isAsciiOnly({ TERM: "vt100", LANG: "en_US.UTF-8" }, false), true);
  assert.equal(isAsciiOnly({ WT_SESSION: "1" }, false), false);
  assert.equal(isAsciiOnly({ TERM: "xterm", LANG: "en_US.UTF-8" }, true), true);
});
