import assert from "node:assert/strict";
import fc from "fast-check";
import type { Role } from "../../../tui/look/look.ts";
import { makeLook, type Theme } from "../../../tui/look/theme.ts";

const ROLES: readonly Role[] = [
  ...["title", "muted", "accent", "ok", "warn", "error", "match", "cursor", "cursor-away"] as const,
  ...["marked", "heading", "key", "label", "secret", "border", "border-focus", "mode", "demo"] as const,
];

const theme = (...lines: readonly (readonly [string, string])[]): Theme =>
  new Map(lines.map(([role, text], at) => [role, { text, line: at + 1 }]));

const codesIn = (text: string): number[] =>
  // deno-lint-ignore no-control-regex
  Array.from(text.matchAll(/\x1b\[([\d;]*)m/g), ([, codes = ""]) => codes.split(";").map(Number)).flat();

Deno.test("without colours nothing is said but bold, dim, underline and reverse", () => {
  const { look } = makeLook({
    isAscii: false,
    colors: "none",
    theme: theme(["warn", "#ff8800 bold on 236"]),
  });
  for (const role of ROLES) {
    for (const code of codesIn(look.paint(role, "x"))) {
      assert.ok([1, 2, 4, 7, 22, 24, 27].includes(code), `${role}: ${code}`);
    }
  }
  assert.equal(look.paint("warn", "x"), "\x1b[1mx\x1b[22m");
  assert.equal(look.paint("cursor", "x"), "\x1b[7mx\x1b[27m");
});

Deno.test("the theme of foxden's own uses the 16 colours of the terminal only, however many there are", () => {
  const { look, warnings } = makeLook({ isAscii: false, colors: "true" });
  assert.deepEqual(warnings, []);
  for (const role of ROLES) {
    assert.ok(codesIn(look.paint(role, "x")).every((code) => code !== 38 && code !== 48), role);
  }
});

Deno.test("a theme names colours by name, by number and by their parts, and a background", () => {
  const { look, warnings } = makeLook({
    isAscii: false,
    colors: "true",
    theme: theme(["warn", "bright-red bold"], ["ok", "100"], ["title", "#f80 on #001122"], [
      "match",
      "on yellow",
    ]),
  });
  assert.deepEqual(warnings, []);
  assert.equal(look.paint("warn", "x"), "\x1b[1;91mx\x1b[22;39m");
  assert.equal(look.paint("ok", "x"), "\x1b[38;5;100mx\x1b[39m");
  assert.equal(look.paint("title", "x"), "\x1b[38;2;255;136;0;48;2;0;17;34mx\x1b[39;49m");
  assert.equal(look.paint("match", "x"), "\x1b[43mx\x1b[49m");
});

Deno.test("a colour that the terminal does not have becomes the nearest one that it has", () => {
  const wish = { isAscii: false, theme: theme(["warn", "#ff0000"], ["ok", "196"], ["title", "#5f87af"]) };
  const at256 = makeLook({ ...wish, colors: "256" }).look;
  assert.equal(at256.paint("warn", "x"), "\x1b[38;5;196mx\x1b[39m");
  assert.equal(at256.paint("title", "x"), "\x1b[38;5;67mx\x1b[39m");
  const at16 = makeLook({ ...wish, colors: "16" }).look;
  assert.equal(at16.paint("warn", "x"), "\x1b[91mx\x1b[39m");
  assert.equal(at16.paint("ok", "x"), "\x1b[91mx\x1b[39m");
});

Deno.test("what a theme says wrongly is told with its line, and the role stays as it was", () => {
  const { look, warnings } = makeLook({
    isAscii: false,
    colors: "16",
    theme: theme(["warning", "red"], ["warn", "yelow"], ["ok", "256"], ["error", "on"]),
  });
  assert.match(warnings[0] ?? "", /^line 1: \[theme\] has no warning; there are title, /);
  assert.deepEqual(warnings.slice(1), [
    "line 2: [theme] warn: yelow is neither a colour nor a style",
    "line 3: [theme] ok: 256 is neither a colour nor a style",
    "line 4: [theme] error: on is neither a colour nor a style",
  ]);
  assert.equal(look.paint("warn", "x"), makeLook({ isAscii: false, colors: "16" }).look.paint("warn", "x"));
});

Deno.test("a style goes on behind a part that has one of its own", () => {
  const { look } = makeLook({
    isAscii: false,
    colors: "16",
    theme: theme(["cursor", "bold red"], ["match", "bold blue"]),
  });
  const line = look.paint("cursor", `a${look.paint("match", "b")}c`);
  assert.equal(line, "\x1b[1;31ma\x1b[1;34mb\x1b[22;39m\x1b[1;31mc\x1b[22;39m");
});

Deno.test("any words for a style give a look or a warning", () => {
  const word = fc.constantFrom(
    "on",
    "red",
    "bright-blue",
    "bold",
    "300",
    "#12",
    "#123456",
    "7",
    "x",
    "reverse",
    "plain",
  );
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 5 }),
      fc.constantFrom("none", "16", "256", "true" as const),
      (words, colors) => {
        const { look, warnings } = makeLook({
          isAscii: true,
          colors,
          theme: theme(["warn", words.join(" ")]),
        });
        assert.ok(warnings.length <= 1);
        assert.ok(look.paint("warn", "text").includes("text"));
      },
    ),
  );
});

Deno.test("the signs of cursor, mark and focus are the same in ASCII", () => {
  const [ascii, lines] = [true, false].map((isAscii) => makeLook({ isAscii, colors: "none" }).look.signs);
  assert.deepEqual([ascii?.cursor, ascii?.mark, ascii?.focus], [lines?.cursor, lines?.mark, lines?.focus]);
  for (const sign of Object.values(ascii ?? {})) assert.match(sign, /^[ -~]$/);
});

Deno.test("no sign of a branch is that of the cursor, and open and closed ones differ", () => {
  for (const isAscii of [true, false]) {
    const { cursor, mark, open, closed } = makeLook({ isAscii, colors: "none" }).look.signs;
    assert.equal(new Set([cursor, mark, open, closed]).size, 4);
  }
});
