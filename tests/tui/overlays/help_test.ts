import assert from "node:assert/strict";
import { actsIn } from "../../../tui/keys/resolve.ts";
import { SHIPPED } from "../../../tui/keys/table.ts";
import { openHelp } from "../../../tui/overlays/open.ts";
import { after, key, open, sampleView, seen, typing, wheel } from "./samples.ts";

const wide = sampleView({ size: { columns: 60, rows: 100 } });
const linesOf = (...events: Parameters<typeof after>[1]) =>
  seen(open("help", openHelp(), events, wide), wide).map((line) => line.slice(2, -2).trimEnd());

Deno.test("the help shows each key of the place", () => {
  const all = linesOf().join("\n");
  for (const [name] of actsIn(SHIPPED, "list")) {
    if (!/^[1-9]$/.test(name)) assert.ok(all.includes(name), name);
  }
});

Deno.test("a search leaves only the lines that are about it", () => {
  const found = linesOf(...typing("copy")).slice(3, -1).filter((line) =>
    line !== "" && !/^[A-Z]+$/.test(line)
  );
  assert.ok(found.length >= 2, String(found));
  // What a key does may go on in the next line.
  for (const line of found.filter((each) => !each.startsWith(" "))) assert.match(line, /copy/i);
  assert.ok(linesOf(...typing("zzzz")).includes("No key is about that."));
});

Deno.test("the help has the facts about the terminal below, and what a person changed", () => {
  const view = { ...wide, keymap: { ...SHIPPED, changed: ["ctrl-x record.browse"] } };
  const lines = seen(openHelp(["Clipboard: none"]), view).map((line) => line.slice(2, -2).trim()).join(" ");
  assert.match(lines, /Changed by you: ctrl-x record\.browse/);
  assert.match(lines, /Clipboard: none/);
  assert.match(linesOf().join("\n"), /Changed by you:\s+none/);
});

Deno.test("letters are text, esc closes, and arrows and the wheel scroll no further than there is", () => {
  const view = sampleView({ size: { columns: 60, rows: 15 } });
  const top = (...events: Parameters<typeof after>[1]) => open("help", openHelp(), events, view).top;
  assert.deepEqual([top(key("down")), top(key("ctrl-n"), key("ctrl-p")), top(wheel("wheel-down"))], [
    1,
    0,
    3,
  ]);
  assert.equal(top(wheel("wheel-up")), 0);
  const end = top(...Array.from({ length: 90 }, () => key("pagedown")));
  assert.ok(end > 0 && end === top(...Array.from({ length: 91 }, () => key("pagedown"))));
  assert.equal(top(key("down"), ...typing("c")), 0);
  assert.deepEqual(after(openHelp(), [key("esc")], view), { overlay: null });
  assert.equal(open("help", openHelp(), typing("jq?"), view).field.text, "jq?");
});

Deno.test("the title says what the keys are of, and no dialog has the sign of a focused pane", () => {
  const top = (view: Parameters<typeof seen>[1]) => seen(openHelp(), view)[0] ?? "";
  const logins = sampleView({ place: "passwords" });
  assert.match(top(logins), /^\+- Help: Passwords list -+\+$/);
  assert.match(top({ ...logins, focus: "detail" }), /^\+- Help: Passwords details -/);
  assert.match(top({ ...logins, focus: "sidebar" }), /^\+- Help: Collections -/);
  assert.match(top({ ...logins, screen: "welcome" }), /^\+- Help: first screen -/);
});

Deno.test("the keys of the help's own border are whole in the least window", () => {
  const least = sampleView({ size: { columns: 40, rows: 10 } });
  assert.match(seen(openHelp(), least).at(-1) ?? "", /- up down {2}esc close {2}v \d+ more -\+$/);
});

Deno.test("the help of the first screen has its digits, and nothing that is not there", () => {
  const view = { ...sampleView({ size: { columns: 60, rows: 60 } }), screen: "welcome" } as const;
  const text = seen(openHelp(), view).join("\n");
  assert.match(text, /1\.\.5 +choose that line/);
  assert.doesNotMatch(text, /filter|marks|stop a sync/);
});
