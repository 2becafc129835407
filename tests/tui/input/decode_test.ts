/** Bytes of terminals as events, whole and in pieces. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { InputDecoder } from "../../../tui/input/decode.ts";
import type { InputEvent } from "../../../tui/input/events.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const fed = (input: string | Uint8Array): readonly InputEvent[] =>
  new InputDecoder().feed(typeof input === "string" ? bytes(input) : input);
const keys = (input: string | Uint8Array) =>
  fed(input).map((event) => event.type === "key" ? event.key : event);

Deno.test("what is typed is one key for each code point, however much comes at once", () => {
  assert.deepEqual(keys("jjG é日"), ["j", "j", "G", "space", "é", "日"]);
  assert.deepEqual(keys("e\u0301👩‍🚀"), ["e", "\u0301", "👩", "\u200d", "🚀"]);
});

Deno.test("control bytes are keys with ctrl, but for those that have a key of their own", () => {
  assert.deepEqual(keys("\x04\x03\x1a\x0c\x10\x00\x1f"), [
    "ctrl-d",
    "ctrl-c",
    "ctrl-z",
    "ctrl-l",
    "ctrl-p",
    "ctrl-space",
    "ctrl-_",
  ]);
  assert.deepEqual(keys("\r\n\t\x7f\x08"), ["enter", "enter", "tab", "backspace", "backspace"]);
});

/** What terminals really send, by the key it is. */
const SENT: Readonly<Record<string, readonly string[]>> = {
  "up": ["\x1b[A", "\x1bOA"],
  "down": ["\x1b[B", "\x1bOB"],
  "right": ["\x1b[C", "\x1bOC"],
  "left": ["\x1b[D", "\x1bOD"],
  "home": ["\x1b[H", "\x1bOH", "\x1b[1~", "\x1b[7~"],
  "end": ["\x1b[F", "\x1bOF", "\x1b[4~", "\x1b[8~"],
  "insert": ["\x1b[2~"],
  "delete": ["\x1b[3~"],
  "pageup": ["\x1b[5~"],
  "pagedown": ["\x1b[6~"],
  "shift-tab": ["\x1b[Z"],
  "f1": ["\x1bOP", "\x1b[11~", "\x1b[[A", "\x1b[P"],
  "f3": ["\x1bOR", "\x1b[13~", "\x1b[[C"],
  "f5": ["\x1b[15~", "\x1b[[E"],
  "f6": ["\x1b[17~"],
  "f10": ["\x1b[21~"],
  "f12": ["\x1b[24~"],
  "ctrl-left": ["\x1b[1;5D", "\x1bOd", "\x1bO5D"],
  "shift-up": ["\x1b[1;2A", "\x1b[a"],
  "alt-right": ["\x1b[1;3C"],
  "ctrl-alt-shift-down": ["\x1b[1;8B"],
  "ctrl-delete": ["\x1b[3;5~", "\x1b[3^"],
  "shift-pageup": ["\x1b[5;2~", "\x1b[5$"],
  "ctrl-shift-end": ["\x1b[8@", "\x1b[1;6F"],
  "ctrl-f5": ["\x1b[15;5~"],
  "alt-x": ["\x1bx", "\x1b[120;3u", "\x1b[27;3;120~"],
  "alt-é": ["\x1bé"],
  "alt-enter": ["\x1b\r"],
  "alt-backspace": ["\x1b\x7f"],
  "ctrl-alt-a": ["\x1b\x01"],
  "alt-space": ["\x1b "],
  "ctrl-i": ["\x1b[105;5u"],
  "esc": ["\x1b[27u"],
  "enter": ["\x1bOM"],
  "5": ["\x1bOu"],
  "+": ["\x1bOk"],
};

Deno.test("keys of xterm, vt100, rxvt, tmux and the Linux console are known by one name each", () => {
  for (const [key, sent] of Object.entries(SENT)) {
    for (const sequence of sent) assert.deepEqual(keys(sequence), [key], JSON.stringify(sequence));
  }
});

Deno.test("the mouse is told in cells from 0, and what is no press, release or wheel is not told", () => {
  const at = { column: 9, row: 4 };
  assert.deepEqual(fed("\x1b[<0;10;5M\x1b[<0;10;5m\x1b[<2;10;5M"), [
    { type: "mouse", act: "press", button: 0, ...at },
    { type: "mouse", act: "release", button: 0, ...at },
    { type: "mouse", act: "press", button: 2, ...at },
  ]);
  assert.deepEqual(fed("\x1b[<64;10;5M\x1b[<65;10;5M\x1b[<81;10;5M"), [
    { type: "mouse", act: "wheel-up", button: 0, ...at },
    { type: "mouse", act: "wheel-down", button: 0, ...at },
    { type: "mouse", act: "wheel-down", button: 0, ...at },
  ]);
  assert.deepEqual(
    fed("\x1b[<32;10;5M\x1b[<35;1;1M\x1b[<66;1;1M\x1b[<128;1;1M\x1b[<0;0;1M\x1b[<;;M\x1b[<0;1M"),
    [],
  );
  assert.deepEqual(fed("\x1b[<300;999;999M\x1b[<0;223;1M").length, 1);
});

Deno.test("terminals that know only the oldest mouse protocol are understood", () => {
  assert.deepEqual(fed("\x1b[M *%\x1b[M#*%\x1b[Ma*%j"), [
    { type: "mouse", act: "press", button: 0, column: 9, row: 4 },
    { type: "mouse", act: "release", button: 0, column: 9, row: 4 },
    { type: "mouse", act: "wheel-down", button: 0, column: 9, row: 4 },
    { type: "key", key: "j" },
  ]);
  assert.deepEqual(fed(new Uint8Array([0x1b, 0x5b, 0x4d, 0x20, 0xff, 0xff])), [
    { type: "mouse", act: "press", button: 0, column: 222, row: 222 },
  ]);
});

Deno.test("getting and losing the keyboard is told", () => {
  assert.deepEqual(fed("\x1b[I\x1b[O"), [{ type: "focus", has: true }, { type: "focus", has: false }]);
});

Deno.test("a paste is one event, and nothing in it is a key", () => {
  assert.deepEqual(fed("\x1b[200~q\r\nx\ry\x1b[A\x03é\x1b[201~j"), [
    { type: "paste", text: "q\nx\ny\x1b[A\x03é" },
    { type: "key", key: "j" },
  ]);
  assert.deepEqual(fed("\x1b[200~\x1b[201~"), [{ type: "paste", text: "" }]);
  assert.deepEqual(fed("\x1b[200~a\x1b[20\x1b[201~"), [{ type: "paste", text: "a\x1b[20" }]);
});

Deno.test("a paste of more than a million bytes is cut, says so, and no key comes of the rest", () => {
  const all = bytes(`\x1b[200~${"x".repeat(1_048_575)}ééq\x1b[201~j`);
  const [paste, ...others] = fed(all);
  assert.ok(paste?.type === "paste" && paste.isCut === true);
  assert.equal(paste.text, "x".repeat(1_048_575));
  assert.deepEqual(others, [{ type: "key", key: "j" }]);
  const whole = fed(`\x1b[200~${"x".repeat(1_048_576)}\x1b[201~`)[0];
  assert.ok(whole?.type === "paste" && whole.isCut === undefined);
});

/** What terminals answer, late or unasked, and sequences that no key sends. */
const REPLIES = [
  "\x1b[?62;22c",
  "\x1b[>1;10;0c",
  "\x1b[0n",
  "\x1b[12;40R",
  "\x1b[?2026;2$y",
  "\x1b[4;1$y",
  "\x1b[8;30;100t",
  "\x1b]10;rgb:ffff/ffff/ffff\x07",
  "\x1b]11;rgb:0000/0000/0000\x1b\\",
  "\x1bP>|tmux 3.3a\x1b\\",
  "\x1b_Gi=1;OK\x1b\\",
  "\x1b^private\x1b\\",
  "\x1bXstart\x07",
  "\x1b[?1u",
  "\x1b[99~",
  "\x1b[1;2;3;4;5z",
  "\x1b[57399u",
  `\x1b[${"1;".repeat(500)}m`,
  `\x1b]52;c;${"A".repeat(10_000)}\x07`,
  "\x1bOz",
  "\x1b[[Z",
];

Deno.test("replies of terminals and unknown sequences are swallowed whole", () => {
  for (const reply of REPLIES) {
    assert.deepEqual(keys(`a${reply}b`), ["a", "b"], JSON.stringify(reply.slice(0, 40)));
  }
});

Deno.test("a reply that was broken off does not hold the keyboard", () => {
  assert.deepEqual(keys("\x1b]11;rgb:00\x03"), ["ctrl-c"]);
  assert.deepEqual(keys("\x1bP+r\x1b[A"), ["up"]);
  assert.deepEqual(keys("\x1b[12\x03j"), ["ctrl-c", "j"]);
  assert.deepEqual(keys("\x1b[1;\x1b[B"), ["down"]);
  const decoder = new InputDecoder();
  assert.deepEqual(decoder.feed(bytes("\x1b]11;rgb:\x1b")), []);
  assert.equal(decoder.isWaiting, true);
  assert.deepEqual(decoder.flush(), [{ type: "key", key: "esc" }]);
  assert.deepEqual(decoder.feed(bytes("j")), [{ type: "key", key: "j" }]);
});

Deno.test("what is not UTF-8 types nothing and breaks nothing after it", () => {
  assert.deepEqual(keys(new Uint8Array([0xff, 0x80, 0xc3, 0x6a, 0xe2, 0x82, 0x1b, 0x5b, 0x41, 0x9b, 0x6b])), [
    "j",
    "up",
    "k",
  ]);
  assert.deepEqual(keys(new Uint8Array([0xed, 0xa0, 0x80, 0xc2, 0x9b, 0xe0, 0x80, 0x80, 0x6c])), ["l"]);
});

Deno.test("ESC alone is a key once nothing has followed it, and two are two", () => {
  const decoder = new InputDecoder();
  assert.equal(decoder.isWaiting, false);
  assert.deepEqual(decoder.flush(), []);
  assert.deepEqual(decoder.feed(bytes("\x1b")), []);
  assert.equal(decoder.isWaiting, true);
  assert.deepEqual(decoder.flush(), [{ type: "key", key: "esc" }]);
  assert.equal(decoder.isWaiting, false);
  assert.deepEqual(decoder.feed(bytes("[A")), [{ type: "key", key: "[" }, { type: "key", key: "A" }]);
  assert.deepEqual(decoder.feed(bytes("\x1b\x1b")), [{ type: "key", key: "esc" }]);
  assert.deepEqual(decoder.flush(), [{ type: "key", key: "esc" }]);
});

Deno.test("alt with a letter that opens a sequence is that key, once nothing has followed it", () => {
  for (const letter of "[O]P_^X") {
    const decoder = new InputDecoder();
    assert.deepEqual(decoder.feed(bytes(`\x1b${letter}`)), []);
    assert.deepEqual(decoder.flush(), [{ type: "key", key: `alt-${letter}` }]);
  }
});

Deno.test("waiting for the rest of a sequence or a character is no reason to flush", () => {
  for (const begun of ["\x1b[1;5", "\x1b]11;rgb", "\x1b[200~abc\x1b", "\x1b[M "]) {
    const decoder = new InputDecoder();
    decoder.feed(bytes(begun));
    assert.equal(decoder.isWaiting, false, JSON.stringify(begun));
    assert.deepEqual(decoder.flush(), []);
  }
});

const SEQUENCES = [...Object.values(SENT).flat(), ...REPLIES.filter((reply) => reply.length < 100)];
const pieces = fc.array(
  fc.oneof(
    fc.constantFrom(...SEQUENCES, "\x1b[200~pasted\r\x1b[201~", "\x1b[<0;3;4M", "\x1b[I"),
    fc.string({ unit: "grapheme", maxLength: 4 }),
  ),
  { maxLength: 20 },
);

Deno.test("where reads end makes no difference", () => {
  fc.assert(fc.property(pieces, fc.array(fc.nat(200)), (parts, cuts) => {
    const all = bytes(parts.join(""));
    const decoder = new InputDecoder();
    const ends = [...new Set([...cuts.filter((cut) => cut < all.length), all.length])].sort((a, b) => a - b);
    const events: InputEvent[] = [];
    let start = 0;
    for (const end of ends) {
      events.push(...decoder.feed(all.subarray(start, end)));
      start = end;
    }
    assert.deepEqual(events, fed(all));
  }));
});

Deno.test("no input throws, and what comes out are keys with a name", () => {
  fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 30 })), (reads) => {
    const decoder = new InputDecoder();
    for (const read of reads) {
      for (const event of [...decoder.feed(read), ...decoder.flush()]) {
        if (event.type === "key") assert.match(event.key, /^(?:[a-z0-9]+-)*(?:[a-z]+\d*|\P{Cc})$/u);
      }
    }
  }));
});

Deno.test("no well-formed sequence types anything", () => {
  const parameters = fc.stringMatching(/^[0-?]{0,12}[ -#%-/]{0,2}$/);
  const end = fc.stringMatching(/^[@-LN-~]$/);
  fc.assert(fc.property(parameters, end, (middle, last) => {
    fc.pre(!(middle === "200" && last === "~") && !(middle === "" && last === "["));
    const events = fed(`\x1b[${middle}${last}`);
    const typed = events.filter((event) => event.type === "key" && [...event.key].length === 1);
    // Only terminals that tell keys by code point type by a sequence.
    assert.ok(typed.length === 0 || last === "u" || last === "~", JSON.stringify([middle, last, events]));
    assert.deepEqual(new InputDecoder().feed(bytes(`\x1b[${middle}${last}j`)).at(-1), {
      type: "key",
      key: "j",
    });
  }));
});
