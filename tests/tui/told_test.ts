/** Failures in words: what is advised names the keys in use, and none that has been taken away. */
import assert from "node:assert/strict";
import { FoxdenError } from "../../core/errors.ts";
import { makeKeymap } from "../../tui/keys/remap.ts";
import { SHIPPED } from "../../tui/keys/table.ts";
import { withoutStyles } from "../../tui/lines/text.ts";
import { linkAfter, toldOf } from "../../tui/told.ts";
import { adviceText } from "../../tui/views/key_words.ts";
import { messageLine } from "../../tui/views/footer.ts";
import { tablesOf } from "./keys/pressing.ts";
import { NOW_MS, PLAIN, sampleState } from "./views/samples.ts";

const BROKEN = new FoxdenError("server.status", "The server answered 500", { status: 500, at: "storage" });
const OTHER = new FoxdenError("auth.signed-out", "The sign-in is no longer valid", {
  profile: "default",
  others: [],
});

const remapped =
  makeKeymap(tablesOf({ "": [["ctrl-r", "sync.start"], ["R", ""], ["D", ""], [":", ""]] })).keymap;

function banner(error: FoxdenError, keymap = SHIPPED): string {
  const link = linkAfter(error, NOW_MS, NOW_MS);
  const [line = ""] = messageLine({
    ...sampleState(),
    link,
    keymap,
    size: { columns: 160, rows: 1 },
    look: PLAIN,
  });
  return withoutStyles(line).trimEnd();
}

Deno.test("what is advised after a failure names the keys that help", () => {
  assert.match(banner(BROKEN), / \[R\] try again, \[D\] look at each step of the way$/);
  assert.match(banner(OTHER), / \[:\] open the palette, which has it$/);
});

Deno.test("keys of the config file are named in what is advised, and an act without a key is left out", () => {
  assert.match(banner(BROKEN, remapped), /The fault is the server's\. \[ctrl-r\] try again$/);
  assert.match(banner(OTHER, remapped), / \[ctrl-p\] open the palette, which has it$/);
});

Deno.test("without advice nothing is said besides what has happened", () => {
  const told = toldOf(new FoxdenError("usage.value", "This cannot be", { name: "it" }));
  assert.deepEqual(told, { message: "This cannot be" });
  assert.equal(adviceText(told, SHIPPED, "list"), "");
});

Deno.test("a defect is no failure that could be told", () => {
  assert.throws(() => toldOf(new TypeError("undefined is not a function")), TypeError);
});
