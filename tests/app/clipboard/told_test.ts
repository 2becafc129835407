import assert from "node:assert/strict";
import type { Copied } from "../../../app/clipboard/clipboard.ts";
import { clearedText, clipSeconds, copiedText } from "../../../app/clipboard/told.ts";

const copied = (more: Partial<Extract<Copied, { type: "copied" }>>): Copied => ({
  type: "copied",
  route: 'tmux buffer "foxden" (and OSC 52)',
  isCertain: true,
  sequence: null,
  clear: () => Promise.resolve({ type: "cleared" }),
  ...more,
});

Deno.test("a copy tells its way and when it goes", () => {
  assert.equal(
    copiedText("Password", copied({}), 45),
    'Password copied to the tmux buffer "foxden" (and OSC 52). Cleared in 45 s.',
  );
  assert.equal(copiedText("Link", copied({ route: "xclip" }), null), "Link copied by xclip.");
});

Deno.test("nobody says that something was copied when it was not, or is not known to be", () => {
  const none: Copied = { type: "none", why: "no desktop, no tmux" };
  assert.equal(copiedText("Password", none, 45), "No clipboard here (no desktop, no tmux).");
  for (const text of [copiedText("Link", none, null), copiedText("Link", copied({ isCertain: false }), 45)]) {
    assert.doesNotMatch(text, /copied|Cleared/i);
  }
});

Deno.test("what came of clearing is told, but for what somebody else has put there", () => {
  assert.equal(clearedText({ type: "replaced" }), null);
  assert.equal(clearedText({ type: "cleared" }), "Clipboard cleared.");
  assert.match(clearedText({ type: "asked", sequence: "" }) ?? "", /does not say/);
  assert.match(clearedText({ type: "failed" }) ?? "", /could not/);
});

Deno.test("the seconds are those of the variable where it says some, and 45 otherwise", () => {
  const of = (text: string | undefined) => clipSeconds(() => text);
  assert.deepEqual([of(undefined), of("5"), of("3600")], [45, 5, 3600]);
  for (const odd of ["", "0", "-1", "5s", "1.5", "3601", "99999"]) assert.equal(of(odd), 45, odd);
});
