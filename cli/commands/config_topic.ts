/** The page about settings, and the file they may stand in. */
import { type Setting, SETTING_NAMES, settingOf } from "../../app/config/settings.ts";
import type { Definition } from "../help.ts";

/** Every setting with what it takes, what holds without it, and what stands over it. */
export const settingDefinitions = (): Definition[] =>
  SETTING_NAMES.map((name) => {
    const setting = settingOf(name);
    const facts = [takes(setting), `default ${usual(setting)}`, setting.flag, setting.env].filter(Boolean);
    return { term: name, text: `${setting.help} (${facts.join("; ")})` };
  });

function takes(setting: Setting): string {
  switch (setting.type) {
    case "flag":
      return "true or false";
    case "duration":
      return 'a time such as "30s" or "5m"';
    case "choice":
      return `one of ${setting.choices.join(", ")}`;
    case "string":
      return "text";
  }
}

const usual = ({ default: value, otherwise }: Setting): string =>
  value === undefined ? otherwise ?? "none" : String(value);

/** How the file is written and read. */
export const CONFIG_DEFINITIONS: readonly Definition[] = [
  {
    term: "where",
    text:
      "config.toml in FOXDEN_CONFIG_DIR, else in foxden below XDG_CONFIG_HOME, else ~/.config/foxden; on macOS " +
      "~/Library/Application Support/foxden, on Windows foxden in APPDATA. foxden config path prints it.",
  },
  {
    term: "who has the last word",
    text:
      "A flag, else its variable, else the section of the profile, else the rest of the file, else the default. " +
      "foxden config list shows it for each setting.",
  },
  { term: "[sync]", text: 'A section. max_age = "10m" in it is sync.max_age = "10m" above all sections.' },
  {
    term: "[profiles.work]",
    text:
      'What profile work alone is to have: any setting but profile, such as read_only = true or sync.max_age = "1h".',
  },
  {
    term: "[keys]",
    text:
      'Keys of the full-screen browser: "ctrl-x" = "record.browse" gives a key to an act, "g t" = "place.4" a sequence, ' +
      '"q" = "" takes one away. [keys.list], [keys.sidebar], [keys.detail] and [keys.page] hold for one place. ' +
      "docs/keys.md, beside the source of foxden, names all acts.",
  },
  {
    term: "[theme]",
    text:
      'Colours of the full-screen browser: warn = "yellow bold", match = "#ff8800", mode = "black on 214"; names of the 16 ' +
      "colours of terminals, numbers up to 255, #rrggbb, and bold, dim, underline, reverse.",
  },
  {
    term: "foxden config set",
    text:
      "Changes a setting and leaves everything else in the file as it is; -p NAME writes into that profile's section.",
  },
  {
    term: "read_only",
    text:
      "Every change of the account is refused (exit 13), whatever the command; dry runs, downloads, backups and signing " +
      "in and out go on. FOXDEN_READ_ONLY=0 before a command lets that one through.",
  },
  {
    term: "sync.max_age",
    text:
      "Of the file, a habit: where the server cannot be reached an older copy answers, with a note. As a flag or a " +
      "variable it is a limit (foxden help offline).",
  },
  {
    term: "mistakes",
    text:
      "A setting that foxden does not know, or a value it cannot use, stops every command (exit 2), with line and column. " +
      "config, help and doctor still run.",
  },
];
