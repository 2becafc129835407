/** The stream that Ink is given, and what is asked of the terminal around it. */
import assert from "node:assert/strict";
import { enterText, leaveText } from "../../../tui/terminal/modes.ts";
import { ScreenOutput, writeAllSync } from "../../../tui/terminal/output.ts";

const SIZE = { columns: 80, rows: 24 };

/** Takes a few bytes at a time, and now and then none. */
class SlowSink {
  text = "";
  #turn = 0;
  readonly #decoder = new TextDecoder();

  writeSync(bytes: Uint8Array): number {
    if (++this.#turn % 3 === 0) throw new Deno.errors.WouldBlock();
    const taken = bytes.subarray(0, 3);
    this.text += this.#decoder.decode(taken, { stream: true });
    return taken.length;
  }
}

Deno.test("everything is written at once and in order, however little the terminal takes", () => {
  const sink = new SlowSink();
  const output = new ScreenOutput(sink, SIZE);
  assert.equal(output.write("one 日本 \n"), true);
  output.write("two");
  assert.equal(sink.text, "one 日本 \ntwo");
});

Deno.test("whoever waits for a write is told, in each of the three ways a stream is asked", async () => {
  const output = new ScreenOutput(new SlowSink(), SIZE);
  await new Promise<void>((resolve) => output.write("a", () => resolve()));
  await new Promise<void>((resolve) => output.write("a", "utf8", () => resolve()));
  output.close();
  await new Promise<void>((resolve) => output.write("", () => resolve()));
});

Deno.test("nothing is written while it is closed", () => {
  const sink = new SlowSink();
  const output = new ScreenOutput(sink, SIZE);
  output.close();
  output.write("lost");
  output.clear();
  assert.equal(output.writable, false);
  output.open();
  output.write("kept");
  assert.equal(sink.text, "kept");
});

Deno.test("a terminal that is gone takes everything", () => {
  let tries = 0;
  writeAllSync({
    writeSync() {
      tries++;
      throw new Deno.errors.BrokenPipe();
    },
  }, "words");
  assert.equal(tries, 1);
});

Deno.test("the size is the window's, and whoever asks to hear of another one does", () => {
  const output = new ScreenOutput(new SlowSink(), SIZE);
  const heard: number[] = [];
  output.on("resize", () => heard.push(output.columns, output.rows));
  output.setSize({ columns: 60, rows: 15 });
  assert.deepEqual(heard, []);
  output.emit("resize");
  assert.deepEqual(heard, [60, 15]);
});

/** Modes that a text turns on, and those it turns off. */
function modes(text: string): { on: string[]; off: string[] } {
  const found = [...text.matchAll(new RegExp(String.raw`\x1b\[\?(\d+)([hl])`, "g"))];
  const those = (end: string) =>
    found.filter(([, , letter]) => letter === end).map(([, mode = ""]) => mode).sort();
  return { on: those("h"), off: those("l") };
}

Deno.test("leaving undoes each mode that entering set, and no other but a frame left unfinished", () => {
  for (const hasMouse of [true, false]) {
    const entered = modes(enterText(hasMouse, { term: "xterm" }));
    const left = modes(leaveText(hasMouse, { term: "xterm" }));
    assert.deepEqual(left.off.filter((mode) => mode !== "2026"), entered.on);
    assert.deepEqual(left.on, entered.off);
    assert.equal(entered.on.includes("1000"), hasMouse);
    assert.equal(entered.on.includes("1003"), false);
  }
});

Deno.test("a terminal that knows no titles is sent none", () => {
  for (const term of ["linux", "vt100", "dumb", undefined]) {
    assert.equal(`${enterText(true, { term })}${leaveText(true, { term })}`.includes("foxden"), false);
    assert.equal(leaveText(true, { term }).includes("\x1b[23"), false);
  }
  assert.ok(enterText(true, { term: "xterm-256color" }).includes("\x1b[22;0t\x1b]2;foxden\x07"));
});

Deno.test("nothing is asked of the terminal that it would answer", () => {
  const questions = new RegExp(
    String.raw`\x1b\[(?:[?>=]?\d*c|\??[56]n|\?\d+\$p|1[4-9]t|2[01]t)|\x1b\]\d+;\?|\x1bP\+q`,
  );
  assert.doesNotMatch(enterText(true, { term: "xterm" }), questions);
});
