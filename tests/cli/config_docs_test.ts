import assert from "node:assert/strict";
import { readSettings } from "../../app/config/file.ts";
import { type Setting, SETTING_NAMES, settingOf } from "../../app/config/settings.ts";
import { foxden } from "./memory_io.ts";

const page = await Deno.readTextFile(new URL("../../docs/configuration.md", import.meta.url));

const TAKES: Readonly<Record<Setting["type"], (setting: Setting) => string>> = {
  flag: () => "true or false",
  duration: () => "a time",
  choice: (setting) => setting.type === "choice" ? setting.choices.join(", ") : "",
  string: () => "text",
};

const code = (text: string | undefined) => text === undefined ? "" : `\`${text}\``;

function rowOf(name: (typeof SETTING_NAMES)[number]): string {
  const setting = settingOf(name);
  const { default: usual, otherwise = "", flag, env, help } = setting;
  const cells = [
    code(name),
    TAKES[setting.type](setting),
    usual === undefined ? otherwise : code(String(usual)),
    code(flag),
    code(env),
    help,
  ];
  return `|${cells.map((cell) => cell === "" ? " " : ` ${cell} `).join("|")}|`;
}

Deno.test("the page of settings has a row for each, as the table of settings has it, and no other", () => {
  const rows = page.split("\n").filter((line) => /^\| `[a-z_]+(\.[a-z_]+)?` \|/.test(line));
  assert.deepEqual(rows, SETTING_NAMES.map(rowOf));
});

Deno.test("the file on the page of settings is one that foxden understands", async () => {
  const [, example = ""] = /```toml\n(.*?)```/s.exec(page) ?? [];
  const { settings, faults } = await readSettings(example);
  assert.deepEqual([settings.length, faults], [6, []]);
});

Deno.test("foxden help config names every setting with its flag, its variable and its default", async () => {
  const { stdout } = await foxden(["help", "config"], { columns: 100, onTerminal: true });
  const text = stdout.replace(/\s+/g, " ");
  for (const name of SETTING_NAMES) {
    const { flag, env, default: usual, otherwise } = settingOf(name);
    for (const word of [name, flag, env, `default ${usual ?? otherwise}`]) {
      assert.ok(word === undefined || text.includes(word), `${name}: ${word}`);
    }
  }
});

Deno.test("foxden help environment names every variable of a setting, and where the files are", async () => {
  const { stdout } = await foxden(["help", "environment"]);
  const variables = SETTING_NAMES.flatMap((name) => settingOf(name).env ?? []);
  for (
    const name of [
      ...variables,
      "FOXDEN_CONFIG_DIR",
      "FOXDEN_STATE_DIR",
      "FOXDEN_PASSWORD_CMD",
      "FOXDEN_DEBUG",
    ]
  ) {
    assert.ok(stdout.includes(name), name);
  }
});
