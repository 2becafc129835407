import assert from "node:assert/strict";
import { readSettings } from "../../../app/config/file.ts";

const linesOf = async (text: string) => {
  const { sections, faults } = await readSettings(text);
  return {
    lines: Object.fromEntries([...sections].map(([name, lines]) => [name, Object.fromEntries(lines)])),
    faults: faults.map(({ line, message }) => `${line}: ${message}`),
  };
};

Deno.test("keys and colours are handed on as they are written, each with its line", async () => {
  const text = [
    'keys.q = "quit"',
    "[keys.list]",
    '"g t" = "top"',
    '"ctrl-x" = ""',
    "[theme]",
    'warn = "bright red"',
  ];
  assert.deepEqual(await linesOf(text.join("\n")), {
    lines: {
      keys: { q: { text: "quit", line: 1 } },
      "keys.list": { "g t": { text: "top", line: 3 }, "ctrl-x": { text: "", line: 4 } },
      theme: { warn: { text: "bright red", line: 6 } },
    },
    faults: [],
  });
  assert.deepEqual(await linesOf("read_only = true\n"), { lines: {}, faults: [] });
});

Deno.test("what is no text among them is a fault with its place, and the rest is handed on", async () => {
  const text = [
    "[keys]",
    "q = 1",
    'j = "down"',
    "[keys.list]",
    'x = ["a"]',
    "[keys.list.deep]",
    'a = "b"',
    "[theme.dark]",
    'warn = "red"',
  ];
  assert.deepEqual(await linesOf(text.join("\n")), {
    lines: { keys: { j: { text: "down", line: 3 } } },
    faults: [
      "2: keys.q: expected text in quotes",
      "5: keys.list.x: expected text in quotes",
      "6: keys.list.deep: expected text in quotes",
      "8: theme.dark: expected text in quotes",
    ],
  });
  assert.deepEqual((await linesOf("[theme]\nwarn = 2020-01-01")).faults, [
    "2: theme.warn: expected text in quotes",
  ]);
  assert.deepEqual((await linesOf('[[keys]]\nq = "back"')).faults, [
    "1: keys: expected a section, written [keys]",
  ]);
  assert.deepEqual((await linesOf('keys = "q"')).faults, ["1: keys: expected a section, written [keys]"]);
});

Deno.test("a profile has no keys of its own", async () => {
  const { lines, faults } = await linesOf('[profiles.work.keys]\nq = "quit"');
  assert.deepEqual(lines, {});
  assert.match(faults[0] ?? "", /unknown setting "keys"/);
});
