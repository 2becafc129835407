import assert from "node:assert/strict";
import { readSettings } from "../../../app/config/file.ts";
import type { Where } from "../../../tui/keys/acts.ts";
import type { Binding } from "../../../tui/keys/keymap.ts";
import { keyTables } from "../../../tui/keys/lines.ts";
import { makeKeymap } from "../../../tui/keys/remap.ts";
import { BINDINGS } from "../../../tui/keys/table.ts";
import { makeLook } from "../../../tui/look/theme.ts";

const page = await Deno.readTextFile(new URL("../../../docs/keys.md", import.meta.url));
const [keysExample = "", themeExample = ""] = [...page.matchAll(/```toml\n(.*?)```/gs)].map(([, text]) =>
  text
);

const IN_WORDS: Readonly<Record<Where, string>> = {
  any: "everywhere",
  list: "list",
  sidebar: "sidebar",
  detail: "details",
  page: "page",
  welcome: "first screen",
};

const whereOf = ({ where, except }: Binding): string =>
  where.map((each) => IN_WORDS[each]).join(", ") + (except ? " else" : "");

const keysOf = ({ keys }: Binding): string => keys.map((key) => `\`${key}\``).join(" ");

const rowOf = (binding: Binding): string =>
  ["", `\`${binding.act}\``, keysOf(binding), whereOf(binding), binding.help, ""].join(" | ").trim()
    .replace("|  |", "| |");

Deno.test("the page of keys has a row for each, as the table of keys has it, and no other", () => {
  assert.deepEqual(page.split("\n").filter((line) => line.startsWith("| `")), BINDINGS.map(rowOf));
});

Deno.test("the keys that the page shows as an example can be used", async () => {
  const { sections, faults } = await readSettings(keysExample);
  const { keymap, warnings } = makeKeymap(keyTables(sections));
  assert.deepEqual([faults, warnings, keymap.changed.length], [[], [], 4]);
});

Deno.test("the theme on the page is one of all roles, and says what they look like without it", async () => {
  const { sections, faults } = await readSettings(themeExample);
  const theme = sections.get("theme") ?? new Map();
  const wish = { isAscii: true, colors: "256" } as const;
  const { look, warnings } = makeLook({ ...wish, theme });
  assert.deepEqual([faults, warnings], [[], []]);
  const [unknown = ""] = makeLook({ ...wish, theme: new Map([["?", { text: "", line: 1 }]]) }).warnings;
  assert.deepEqual([...theme.keys()].join(", "), /there are (.*)$/.exec(unknown)?.[1]);
  const plain = makeLook(wish).look;
  for (const role of ["title", "warn", "cursor", "match", "demo"] as const) {
    assert.equal(look.paint(role, "x"), plain.paint(role, "x"));
  }
});

Deno.test("the keys and colours on the page of settings can be used", async () => {
  const settings = await Deno.readTextFile(new URL("../../../docs/configuration.md", import.meta.url));
  const [, example = ""] = /```toml\n(\[keys\].*?)```/s.exec(settings) ?? [];
  const { sections, faults } = await readSettings(example);
  const { keymap, warnings } = makeKeymap(keyTables(sections));
  assert.deepEqual([faults, warnings, keymap.changed.length], [[], [], 4]);
  const theme = sections.get("theme") ?? new Map();
  assert.deepEqual([theme.size, makeLook({ isAscii: true, colors: "256", theme }).warnings], [2, []]);
});
