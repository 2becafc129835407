import assert from "node:assert/strict";
import { openPalette } from "../../../tui/overlays/open.ts";
import { after, key, open, press, sampleView, seen, typing, wheel } from "./samples.ts";

const view = sampleView({ query: "deno host:docs.deno.com" });
const drawn = (...events: Parameters<typeof after>[1]) => {
  const overlay = open("palette", openPalette(), events, view);
  return seen(overlay, view);
};

Deno.test("some letters of two words find the export, with the command at its right, and enter opens the form", () => {
  const typed = typing("exp hist");
  const [first = ""] = drawn(...typed).slice(3);
  assert.match(first, /^\| > History: export filtered rows +foxden history export 'deno host:docs/);
  assert.ok(
    drawn(...typed).some((line) =>
      line.includes("In a shell: foxden history export 'deno host:docs.deno.com'")
    ),
  );
  const { overlay, choice } = after(openPalette(), [...typed, key("enter")], view);
  assert.equal(overlay, null);
  assert.ok(choice?.type === "open" && choice.overlay.kind === "form");
  assert.equal(choice.overlay.title, "History: export filtered rows");
});

Deno.test("without a filter the export is of all", () => {
  const plain = sampleView();
  const overlay = open("palette", openPalette(), typing("exp hist"), plain);
  const line = seen(overlay, plain)[3] ?? "";
  assert.match(line, /^\| > History: export +foxden history export --format csv --outp.* X /);
});

Deno.test("letters are text, and the cursor goes by arrows, ctrl-n, ctrl-p and the wheel", () => {
  const typed = open("palette", openPalette(), typing("jkqy"), view);
  assert.equal(typed.field.text, "jkqy");
  const at = (...events: Parameters<typeof after>[1]) => open("palette", openPalette(), events, view).cursor;
  assert.equal(at(key("down"), key("ctrl-n"), key("down"), key("up"), key("ctrl-p")), 1);
  assert.equal(at(wheel("wheel-down"), wheel("wheel-down"), wheel("wheel-up")), 3);
  assert.equal(at(key("up"), wheel("wheel-up")), 0);
  assert.ok(at(key("pagedown")) > 5);
  assert.equal(at(key("pagedown"), ...typing("x")), 0, "what is typed begins at the first hit");
});

Deno.test("the cursor stays on the last act however far it is sent", () => {
  const pages = Array.from({ length: 60 }, () => key("pagedown"));
  const overlay = open("palette", openPalette(), pages, view);
  assert.ok(drawn(...pages).some((line) => line.startsWith("| > ")));
  assert.equal(open("palette", overlay, [key("down")], view).cursor, overlay.cursor);
});

Deno.test("esc closes, and enter on nothing takes nothing", () => {
  assert.deepEqual(after(openPalette(), [key("esc")], view), { overlay: null });
  const none = after(openPalette(), [...typing("zzzqqq"), key("enter")], view);
  assert.ok(none.overlay);
  assert.equal(none.choice, undefined);
  assert.ok(drawn(...typing("zzzqqq")).some((line) => line.includes("Nothing is called so.")));
});

Deno.test("tab completes to the whole title", () => {
  const overlay = open("palette", openPalette(), [...typing("exp hist"), key("tab")], view);
  assert.equal(overlay.field.text, "History: export filtered rows");
});

Deno.test("ctrl-y copies the command and leaves the palette open", () => {
  const step = after(openPalette(), [...typing("go to tabs"), key("ctrl-y")], view);
  assert.deepEqual(step.choice, { type: "copy-text", what: "Command", text: "foxden tabs list" });
  assert.ok(step.overlay);
  const none = after(openPalette(), [...typing("mouse"), key("ctrl-y")], view);
  assert.equal(none.choice, undefined);
});

Deno.test("a click on an act does it, one on the frame does nothing, and one beside it closes", () => {
  const { overlay, choice } = after(openPalette(), [...typing("go to tabs"), press(3)], view);
  assert.equal(overlay, null);
  assert.deepEqual(choice, { type: "place", place: "tabs" });
  const typed = open("palette", openPalette(), typing("go to tabs"), view);
  for (const event of [press(0), press(1), press(2), press(3, 0)]) {
    assert.deepEqual(after(typed, [event], view), { overlay: typed });
  }
  for (const event of [press(3, 500), press(-4), press(400)]) {
    assert.deepEqual(after(typed, [event], view), { overlay: null });
  }
});

Deno.test("a click takes what is seen on that line, also when the list has been scrolled", () => {
  const overlay = open("palette", openPalette(), [key("pagedown"), key("pagedown"), key("down")], view);
  const lines = seen(overlay, view);
  const row = lines.findIndex((line) => line.startsWith("| > ")) - 1;
  const before = open("palette", overlay, [key("up")], view);
  assert.deepEqual(after(overlay, [press(row)], view).choice, after(before, [key("enter")], view).choice);
});

Deno.test("a paste is typed, its lines as one", () => {
  const overlay = open("palette", openPalette(), [{ type: "paste", text: "exp\nhist" }], view);
  assert.equal(overlay.field.text, "exp hist");
});

Deno.test("what people call an act finds it, and scattered letters find nothing", () => {
  const titles = (text: string, of = view) =>
    seen(open("palette", openPalette(), typing(text), of), of).slice(3).map((line) => line.slice(4).trim());
  assert.match(titles("refresh")[0] ?? "", /^Sync now/);
  assert.match(titles("logout")[0] ?? "", /^Account: sign out/);
  assert.match(titles("sign out")[0] ?? "", /^Account: sign out/);
  assert.match(titles("delete")[0] ?? "", /^Delete page \(in a shell\) +foxden history rm/);
  assert.match(titles("theme")[0] ?? "", /^Settings: edit the config file/);
  const logins = sampleView({ place: "passwords" });
  assert.match(titles("copy pass", logins)[0] ?? "", /^Copy password/);
  assert.match(titles("delete", logins)[0] ?? "", /^Delete or edit login \(in Firefox\)/);
});

Deno.test("the palette says that its list goes on, and has no word without its key in any width", () => {
  for (const columns of [40, 60, 80, 120]) {
    const narrow = sampleView({ size: { columns, rows: 24 } });
    const lines = seen(openPalette(), narrow);
    assert.match(lines.at(-3) ?? "", /- v \d+ more \|$/, String(columns));
    assert.match(lines.at(-1) ?? "", /enter run +tab complete .*esc close -\+$/, String(columns));
  }
});

Deno.test("the account can be set up for Sync, unless nothing may be changed or asked", () => {
  const has = (of: typeof view) =>
    seen(open("palette", openPalette(), typing("set up"), of), of).some((line) =>
      line.includes("Account: set up for Sync")
    );
  assert.ok(has(view));
  assert.ok(!has({ ...view, account: view.account && { ...view.account, isReadOnly: true } }));
  assert.ok(!has({ ...view, link: { state: "offline-wanted" } }));
});
