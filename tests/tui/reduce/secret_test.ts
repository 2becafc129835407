import assert from "node:assert/strict";
import { frameLines } from "../../../tui/frame.ts";
import { withoutStyles } from "../../../tui/lines/text.ts";
import { PLAIN } from "../views/samples.ts";
import { NOW_MS, Play } from "./playing.ts";

const SECRET = "correct horse";
const LOGINS = ["github.com", "gitlab.example"].map((origin) => ({ cells: { origin, username: "annl" } }));

function atPasswords(size?: { columns: number; rows: number }): Play {
  const play = new Play(size);
  play.press("2");
  play.fill("passwords", LOGINS);
  play.take("show");
  return play;
}

/** The world has the secret, and tells it. */
function tell(play: Play): void {
  for (const { table, row, field, seq } of play.take("reveal")) {
    play.act({ type: "revealed", seq, key: table.key(row), field, value: SECRET, nowMs: play.nowMs });
  }
}

const isIn = (play: Play): boolean => JSON.stringify(play.state.revealed)?.includes(SECRET) ?? false;

Deno.test("x shows a secret for fifteen seconds", () => {
  const play = atPasswords();
  play.press("x");
  tell(play);
  assert.ok(isIn(play));
  play.act({ type: "tick", nowMs: NOW_MS + 14_000 });
  assert.ok(isIn(play));
  play.act({ type: "tick", nowMs: NOW_MS + 15_000 });
  assert.ok(!isIn(play));
});

for (
  const [what, happen] of [
    ["another record", (play: Play) => play.press("j")],
    ["a look elsewhere and back", (play: Play) => play.press("j", "k")],
    ["a dialog", (play: Play) => play.press("?")],
    ["another place", (play: Play) => play.press("3", "2")],
    ["another window size", (play: Play) => play.act({ type: "resized", size: { columns: 90, rows: 30 } })],
    [
      "a window that is left",
      (play: Play) => play.act({ type: "input", event: { type: "focus", has: false }, nowMs: NOW_MS }),
    ],
    ["a job that is stopped", (play: Play) => play.press("ctrl-z")],
    ["the same key again", (play: Play) => play.press("x")],
    ["esc", (play: Play) => play.press("esc")],
  ] as const
) {
  Deno.test(`${what} hides the secret, whether it was there already or still on its way`, () => {
    const shown = atPasswords();
    shown.press("x");
    tell(shown);
    happen(shown);
    assert.ok(!isIn(shown));
    const coming = atPasswords();
    coming.press("x");
    happen(coming);
    tell(coming);
    assert.ok(!isIn(coming));
  });
}

Deno.test("in a narrow window x goes to the details, where the secret is seen", () => {
  const play = atPasswords({ columns: 60, rows: 15 });
  play.press("x");
  assert.equal(play.state.focus, "detail");
});

Deno.test("nothing of a frame holds the secret before it is asked for", () => {
  const play = atPasswords();
  const text = frameLines(play.state, PLAIN).map(withoutStyles).join("\n");
  assert.ok(text.includes("github.com"));
  assert.ok(!text.includes(SECRET));
});
