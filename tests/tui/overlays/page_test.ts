import assert from "node:assert/strict";
import { ok, problem, skipped, warning } from "../../../app/doctor/finding.ts";
import { doctorLines } from "../../../tui/overlays/doctor.ts";
import { openPage } from "../../../tui/overlays/open.ts";
import { pageCells } from "../../../tui/overlays/page.ts";
import type { PageLine } from "../../../tui/overlays/overlay.ts";
import { after, key, open, sampleView, seen, wheel } from "./samples.ts";

const view = sampleView();
const numbered: readonly PageLine[] = Array.from({ length: 200 }, (_, i) => ({ text: `line ${i}` }));
const page = openPage("Output", numbered);

const firstOf = (...events: Parameters<typeof after>[1]): string =>
  (seen(open("page", page, events, view), view)[1] ?? "").slice(2, -2).trim();

Deno.test("a page is leafed through by keys and the wheel, and no further than it goes", () => {
  assert.equal(firstOf(), "line 0");
  assert.equal(firstOf(key("j"), key("down"), key("k")), "line 1");
  assert.equal(firstOf(wheel("wheel-down"), wheel("wheel-down"), wheel("wheel-up")), "line 3");
  assert.equal(firstOf(key("G")), firstOf(key("end")));
  assert.equal(firstOf(key("G"), key("j"), key("pagedown")), firstOf(key("G")));
  assert.equal(firstOf(key("G"), key("g"), key("k")), "line 0");
  assert.equal(firstOf(key("space"), key("pageup")), "line 0");
  assert.equal(firstOf(key("ctrl-d"), key("ctrl-u")), "line 0");
  const last = seen(open("page", page, [key("G")], view), view).at(-2);
  assert.match(last ?? "", /line 199/);
});

Deno.test("a page that gets shorter while it is read still shows its end", () => {
  const end = open("page", page, [key("G")], view);
  const shorter = { ...end, lines: numbered.slice(0, 2) };
  assert.ok(seen(shorter, view).some((line) => line.includes("line 0")));
});

Deno.test("y copies all of it, esc and q close it, and R does it again where that is something", () => {
  const short = openPage("Status", [{ sign: "warn", text: "a" }, { text: "b" }]);
  assert.deepEqual(after(short, [key("y")], view).choice, {
    type: "copy-text",
    what: "Status",
    text: "warn  a\nb",
  });
  assert.deepEqual(after(short, [key("esc")], view), { overlay: null });
  assert.deepEqual(after(short, [key("q")], view), { overlay: null });
  assert.deepEqual(after(short, [key("R")], view), { overlay: short });
  const again = openPage("Doctor", [], { again: { type: "examine" } });
  const step = after(again, [key("R")], view);
  assert.deepEqual(step, { overlay: { ...again, isLoading: true }, choice: { type: "examine" } });
  assert.equal(
    after(again, [key("R"), key("R")], view).choice,
    undefined,
    "what is at work is not begun again",
  );
});

Deno.test("a page says that it is being filled, or that there is nothing", () => {
  assert.ok(seen(openPage("x", [], { isLoading: true }), view).some((line) => line.includes("At work")));
  assert.ok(seen(openPage("x", []), view).some((line) => line.includes("nothing to show")));
});

Deno.test("a long line goes on below itself, indented as it is, and by as much more as it says", () => {
  const narrow = sampleView({ size: { columns: 40, rows: 20 } });
  const words = "one two three four five six seven eight nine ten";
  const lines = seen(openPage("x", [{ text: `    ${words}` }, { text: words, hang: 6 }]), narrow);
  assert.deepEqual(
    lines.slice(1, -1).map((line) => line.slice(2, -2).trimEnd()),
    [
      "    one two three four five six",
      "    seven eight nine ten",
      "one two three four five six seven",
      "      eight nine ten",
    ],
  );
});

Deno.test("what is printed for a page is as wide as its lines", () => {
  for (const columns of [40, 79, 80, 100, 140, 300]) {
    const wide = sampleView({ size: { columns, rows: 30 } });
    const cells = pageCells(wide.size);
    const [, line = ""] = seen(openPage("x", [{ text: "x".repeat(cells) }]), wide);
    assert.equal(line, `| ${"x".repeat(cells)} |`);
  }
});

Deno.test("the findings of the doctor tell their states in words, the worst first, with advice below", () => {
  const lines = doctorLines([
    ok("config", ["fine"]),
    skipped("proxy", ["none"]),
    problem("clock", ["wrong"], ["set it"]),
    warning("tmux", ["slow"], ["set escape-time"]),
  ]);
  assert.equal(lines[0]?.text, "1 problem, 1 warning, 1 ok, 1 skipped");
  assert.deepEqual(lines.slice(2).map(({ sign }) => sign), [
    "error",
    undefined,
    "warn",
    undefined,
    "ok",
    "skipped",
  ]);
  const drawn = seen(openPage("Doctor", lines), view).map((line) => line.slice(2, -2).trimEnd());
  assert.ok(drawn.includes("problem  clock   wrong"));
  assert.ok(drawn.includes("                 try: set it"));
  assert.ok(drawn.includes("warning  tmux    slow"));
  assert.ok(drawn.includes("skipped  proxy   none"));
});
