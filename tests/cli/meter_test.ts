import assert from "node:assert/strict";
import fc from "fast-check";
import type { Act, Progress } from "../../app/progress.ts";
import type { CollectionName } from "../../core/ids.ts";
import { advance, Meter, type MeterForm, meterForm, progressText, type Seen } from "../../cli/meter.ts";
import { plainIo, screenOf } from "./screen.ts";

const at = (done: number, total: number | null, collection = "history", act?: Act): Progress => ({
  collection: collection as CollectionName,
  ...(act === undefined ? {} : { act }),
  done,
  total,
});

/** What is shown of these pieces of news, each told at its time. */
function shown(form: MeterForm, news: readonly (readonly [ms: number, progress: Progress])[]): string[] {
  const texts: string[] = [];
  let seen: Seen = { beganMs: 0, tenths: 0 };
  for (const [ms, progress] of news) {
    const next = advance(seen, progress, ms, form);
    seen = next.seen;
    if (next.text !== undefined) texts.push(next.text);
  }
  return texts;
}

Deno.test("a line says how much is done, of how much, and how long it still takes", () => {
  assert.equal(progressText(at(262_144, 500_113), 9), "history  262,144 / 500,113  52%  9 s left");
  assert.equal(progressText(at(1203, null)), "history  1,203");
  assert.equal(progressText(at(500_113, 500_113)), "history  500,113 / 500,113  100%");
  assert.equal(progressText(at(499_999, 500_000), 1), "history  499,999 / 500,000  99%  1 s left");
  assert.equal(progressText(at(1, 9), 600), "history  1 / 9  11%  10 min left");
  assert.equal(progressText(at(1, 9), 7200), "history  1 / 9  11%  2 h left");
  assert.equal(progressText(at(12, 10)), "history  12", "more than was there at first");
  assert.equal(progressText(at(0, 0)), "history  0 / 0  100%");
  assert.equal(progressText(at(300, 10_000, "forms", "upload"), 7), "forms sent  300 / 10,000  3%  7 s left");
  assert.equal(progressText(at(512, 500_113, "history", "read")), "history read  512 / 500,113  0%");
});

Deno.test("nothing is shown of what is over in half a second", () => {
  assert.deepEqual(shown("line", [[100, at(1000, 2000)], [499, at(2000, 2000)]]), []);
  assert.deepEqual(shown("log", [[100, at(1000, 2000)], [499, at(2000, 2000)]]), []);
});

Deno.test("the time left follows from the pace since the download was seen first", () => {
  const news = [[400, at(1000, 11_000)], [1400, at(3000, 11_000)]] as const;
  assert.deepEqual(shown("line", news), ["history  3,000 / 11,000  27%  4 s left"]);
  assert.deepEqual(shown("line", [[1400, at(3000, 11_000)]]), ["history  3,000 / 11,000  27%"]);
});

Deno.test("a line is drawn at most ten times a second, a line of a log each ten per cent", () => {
  const property = fc.property(fc.array(fc.nat(60), { minLength: 1, maxLength: 300 }), (gaps) => {
    let ms = 0;
    const news = gaps.map((gap, i) => [ms += gap, at(i + 1, gaps.length)] as const);
    const span = ms - 500;
    assert.ok(shown("line", news).length <= Math.max(0, Math.floor(span / 100) + 1));
    assert.ok(shown("log", news).length <= 10);
    assert.deepEqual(shown("none", news), []);
  });
  fc.assert(property);
  const steady = Array.from({ length: 100 }, (_, i) => [1000 + i, at(i + 1, 100)] as const);
  assert.deepEqual(
    shown("log", steady).map((text) => /(\d+)%/.exec(text)?.[1]),
    ["10", "20", "30", "40", "50", "60", "70", "80", "90", "100"],
  );
  assert.deepEqual(shown("log", [[1000, at(50, null)]]), [], "no share of what nobody knows");
});

Deno.test("each collection begins anew", () => {
  const news = [[600, at(5, 5, "forms")], [710, at(1, 10, "tabs")]] as const;
  assert.deepEqual(shown("log", news), ["forms  5 / 5  100%", "tabs  1 / 10  10%"]);
});

Deno.test("a program is told at once, at most ten times a second, and of the end of each", () => {
  const news = [[0, at(0, 4)], [50, at(1, 4)], [120, at(2, 4)], [130, at(4, 4)], [
    140,
    at(1, null, "tabs"),
  ]] as const;
  assert.deepEqual(shown("json", news).map((line) => JSON.parse(line).progress), [
    { collection: "history", act: "download", done: 0, total: 4, share: 0, secondsLeft: null },
    { collection: "history", act: "download", done: 2, total: 4, share: 0.5, secondsLeft: 1 },
    { collection: "history", act: "download", done: 4, total: 4, share: 1, secondsLeft: null },
  ]);
  const [unknown = ""] = shown("json", [[0, at(7, null, "tabs", "upload")]]);
  assert.deepEqual(JSON.parse(unknown), {
    progress: { collection: "tabs", act: "upload", done: 7, total: null, share: null, secondsLeft: null },
  });
});

Deno.test("who sees it, and who does not", () => {
  const form = (flags: Partial<Parameters<typeof meterForm>[0]>, isTerminal: boolean) =>
    meterForm({ quiet: false, verbose: false, progress: "auto", ...flags }, plainIo({ isTerminal }));
  assert.equal(form({}, true), "line");
  assert.equal(form({ verbose: true }, true), "line");
  assert.equal(form({}, false), "none");
  assert.equal(form({ verbose: true }, false), "log");
  assert.equal(form({ quiet: true }, true), "none");
  assert.equal(form({ progress: "off" }, true), "none");
  assert.equal(form({ progress: "off", verbose: true }, false), "none");
  assert.equal(form({ progress: "on" }, false), "log");
  assert.equal(form({ progress: "on" }, true), "line");
  assert.equal(form({ progress: "json" }, true), "json");
  assert.equal(form({ progress: "json", quiet: true }, false), "none");
});

Deno.test("the line is gone before anything else is written, and at the end", async () => {
  const screen = screenOf();
  const meter = new Meter(screen.io, "line");
  const io = meter.guarded(screen.io);
  screen.clock.ms = 600;
  meter.show(at(1, 10));
  await screen.settled();
  assert.equal(screen.lines().at(-1), "history  1 / 10  10%");
  await io.stderr.write("note: a word\n");
  screen.clock.ms = 800;
  meter.show(at(5, 10));
  await io.stdout.write("a row\n");
  assert.deepEqual(screen.lines(), ["note: a word", "a row", ""]);
  screen.clock.ms = 1000;
  meter.show(at(9, 10));
  await meter.clear();
  assert.deepEqual(screen.lines(), ["note: a word", "a row", ""]);
});

Deno.test("between rows on a screen no line comes and goes, before the first and after a rest it does", async () => {
  const screen = screenOf();
  const meter = new Meter(screen.io, "line");
  const { stdout, startPager } = meter.guarded({ ...screen.io, startPager: () => undefined });
  const lineAt = async (ms: number) => {
    screen.clock.ms = ms;
    meter.show(at(1, 10));
    await screen.settled();
    return screen.lines().at(-1);
  };
  assert.notEqual(await lineAt(600), "");
  await stdout.write("a row\n");
  assert.equal(await lineAt(1200), "");
  await meter.rest();
  await lineAt(2000);
  assert.notEqual(await lineAt(2600), "");
  startPager?.("less");
  await screen.settled();
  assert.equal(await lineAt(3200), "", "nothing is drawn over a pager");
});

Deno.test("rows that go to a file or a pipe leave the line where it is", async () => {
  const screen = screenOf();
  const meter = new Meter(screen.io, "line");
  const piped = { isTerminal: false, columns: 0, write: () => {} };
  const { stdout } = meter.guarded({ ...screen.io, stdout: piped });
  await stdout.write("a row\n");
  screen.clock.ms = 600;
  meter.show(at(1, 10));
  await screen.settled();
  assert.equal(screen.lines().at(-1), "history  1 / 10  10%");
});

Deno.test("the line is gone before bytes are written too, and only who takes bytes is given them", async () => {
  const screen = screenOf();
  const meter = new Meter(screen.io, "line");
  const { stdout, stderr } = screen.io;
  const writeBytes = (bytes: Uint8Array) => stdout.write(new TextDecoder().decode(bytes));
  const io = meter.guarded({
    ...screen.io,
    stdout: { ...stdout, write: () => assert.fail(), writeBytes },
    stderr,
  });
  screen.clock.ms = 600;
  meter.show(at(1, 10));
  await screen.settled();
  await io.stdout.writeBytes?.(new TextEncoder().encode("a row\n"));
  assert.deepEqual(screen.lines(), ["a row", ""]);
  assert.equal(io.stderr.writeBytes, undefined);
});

Deno.test("who stops work in the middle is told how far it was and how it goes on, and nobody else", () => {
  const stoppedAt = (progress: Progress | undefined, form: MeterForm = "line") => {
    const meter = new Meter(plainIo(), form);
    if (progress) meter.show(progress);
    return meter.stopped();
  };
  assert.match(
    stoppedAt(at(5, 10)) ?? "",
    /^Stopped at history {2}5 \/ 10 {2}50%\. What was read is kept, .*foxden sync/,
  );
  assert.match(stoppedAt(at(5, 10, "forms", "upload")) ?? "", /forms sent {2}5 .*foxden undo --list/);
  const elsewhere = new Meter(plainIo(), "line", "work");
  elsewhere.show(at(5, 10));
  assert.match(elsewhere.stopped() ?? "", /the next foxden sync -p work goes on/);
  assert.match(stoppedAt(at(5, 10, "forms", "backup")) ?? "", /No file was written/);
  for (const over of [undefined, at(10, 10), at(5, 10, "forms", "read")]) {
    assert.equal(stoppedAt(over), undefined);
  }
  for (const form of ["none", "json"] as const) assert.equal(stoppedAt(at(5, 10), form), undefined);
});

Deno.test("a shorter line leaves nothing of a longer one behind, and none is as wide as the window", async () => {
  const screen = screenOf({ columns: 20 });
  const meter = new Meter(screen.io, "line");
  for (const [ms, progress] of [[600, at(123_456, 500_000)], [800, at(7, null)]] as const) {
    screen.clock.ms = ms;
    meter.show(progress);
    await screen.settled();
    assert.ok((screen.lines().at(-1) ?? "").length <= 19);
  }
  assert.equal(screen.lines().at(-1)?.trimEnd(), "history  7");
  await meter.clear();
  assert.equal(screen.lines().at(-1)?.trim(), "");
});

Deno.test("after a rest it is patient again, however long nothing came", async () => {
  const screen = screenOf();
  const meter = new Meter(screen.io, "line");
  const shownAt = async (ms: number) => {
    screen.clock.ms = ms;
    meter.show(at(1, 10));
    await screen.settled();
    return screen.lines().at(-1) !== "";
  };
  assert.equal(await shownAt(600), true);
  await meter.rest();
  assert.equal(await shownAt(60_000), false);
  assert.equal(await shownAt(60_600), true);
});
