import assert from "node:assert/strict";
import fc from "fast-check";
import { hintsFor } from "../../../tui/keys/hints.ts";
import { SHIPPED } from "../../../tui/keys/table.ts";
import { lineWidth, withoutStyles } from "../../../tui/lines/text.ts";
import type { Link, State } from "../../../tui/state.ts";
import { hintsFrom, hintsLine, messageLine } from "../../../tui/views/footer.ts";
import { anyState, LOOKS, NOW_MS, PLAIN, sampleState } from "./samples.ts";

const said = (state: State): string =>
  messageLine({ ...state, size: { columns: 100, rows: 1 }, look: PLAIN }).map(withoutStyles).join("\n")
    .trimEnd();

const hints = hintsFor(SHIPPED, "list", () => true);

Deno.test("every line at the foot is as wide as the window", () => {
  const anyRows = fc.integer({ min: 1, max: 2 });
  fc.assert(fc.property(anyState, anyRows, fc.constantFrom(...LOOKS), (state, rows, look) => {
    const { columns } = state.size;
    const lines = [
      ...messageLine({ ...state, size: { columns, rows }, look }),
      ...hintsLine({ hints, columns, isTyping: rows === 2, pendingKeys: rows === 1 ? "g" : "", look }),
    ];
    assert.deepEqual(lines.map(lineWidth), new Array(rows + 1).fill(columns));
  }));
});

Deno.test("a message comes before the clipboard, the clipboard before what stands in the way of syncing", () => {
  const told = { message: "The sign-in is no longer valid.", advice: "Run foxden auth login." };
  const link: Link = { state: "sign-in-needed", told };
  const banner = { ...sampleState(), link };
  const clipboard = { ...banner, clipboardUntilMs: NOW_MS + 31_500 };
  const note = { ...clipboard, message: { kind: "note" as const, text: "Copied.", untilMs: NOW_MS + 6000 } };
  assert.equal(said(note), "Copied.");
  assert.equal(said(clipboard), "The clipboard is cleared in 32 s.");
  assert.equal(said(banner), "! The sign-in is no longer valid. Run foxden auth login.");
  assert.equal(said(sampleState()), "");
});

Deno.test("of a failure that has no room what to do about it stays", () => {
  const told = { message: `The server said ${"a lot ".repeat(40)}`, advice: "R tries again." };
  const line = said({ ...sampleState(), link: { state: "failed", told } });
  assert.match(line, /^! The server said (a lot )+.*~ R tries again\.$/);
  assert.equal(line.length, 100);
});

Deno.test("an error is marked by a sign, and says no control character", () => {
  const message = { kind: "error" as const, text: "Not \x1b[31mdone", untilMs: Infinity };
  assert.equal(said({ ...sampleState(), message }), "! Not \\x1b[31mdone");
});

Deno.test("offline says which key tries again", () => {
  const link: Link = { state: "offline", sinceMs: NOW_MS, nextTryMs: NOW_MS + 41_000 };
  assert.match(said({ ...sampleState(), link }), /^Offline: .*\[R\] try again now \(next try \d\d:\d\d\)$/);
});

Deno.test("a second line of the message is a rule above it", () => {
  const lines = messageLine({ ...sampleState(), size: { columns: 60, rows: 2 }, look: PLAIN });
  assert.deepEqual(lines.map(withoutStyles), ["-".repeat(60), " ".repeat(60)]);
});

Deno.test("the line of hints says when letters are typed, and which keys wait for another one", () => {
  const line = (isTyping: boolean, pendingKeys: string) =>
    withoutStyles(hintsLine({ hints, columns: 100, isTyping, pendingKeys, look: PLAIN })[0] ?? "");
  assert.match(line(false, ""), /^enter details {2}\/ filter .*\? help *$/);
  assert.match(line(true, ""), /^INSERT {2}enter /);
  assert.match(line(false, "g"), /^g \.\.\. {2}enter /);
  assert.equal(hintsFrom({ isTyping: true, pendingKeys: "" }), "INSERT  ".length);
});
