/** The settings of foxden: the one table that flags, variables, the config file, help and the docs are held to. */
import { isProfileName } from "./places.ts";

/** Forms of the output. */
export const FORMATS = ["table", "plain", "json", "ndjson", "csv", "tsv", "xml", "yaml", "ids"] as const;

interface SettingBase {
  /** What it does, without a full stop. */
  readonly help: string;
  /** What holds where nothing is said, where `default` alone does not tell. */
  readonly otherwise?: string;
  /** The variable that stands over the config file. */
  readonly env?: string;
  /** The flag that stands over the variable; one that begins with `--no-` says the reverse of a setting that is on. */
  readonly flag?: string;
  /** It says which profile's section is read, so that none of them can hold it. */
  readonly topOnly?: true;
}

/** Types are named as those of options are. */
export type Setting =
  & SettingBase
  & (
    | { readonly type: "flag"; readonly default: boolean }
    | { readonly type: "duration"; readonly default: string; readonly longerThanNothing?: true }
    | { readonly type: "choice"; readonly choices: readonly string[]; readonly default?: string }
    | { readonly type: "string"; readonly default?: string; readonly isName?: true }
  );

/** Every setting, by its name in the config file: a dot stands between a section and what is in it. */
export const SETTINGS = {
  "profile": {
    type: "string",
    default: "default",
    isName: true,
    topOnly: true,
    env: "FOXDEN_PROFILE",
    flag: "--profile",
    help: "The profile that is used where none is named",
  },
  "read_only": {
    type: "flag",
    default: false,
    env: "FOXDEN_READ_ONLY",
    flag: "--read-only",
    help: "Refuse every change of the account (exit 13)",
  },
  "offline": {
    type: "flag",
    default: false,
    env: "FOXDEN_OFFLINE",
    flag: "--offline",
    help: "Ask no server: answer from what is on this machine",
  },
  "no_input": {
    type: "flag",
    default: false,
    env: "FOXDEN_NO_INPUT",
    flag: "--no-input",
    help: "Never ask; fail with exit 11 instead",
  },
  "sync.max_age": {
    type: "duration",
    default: "5m",
    env: "FOXDEN_MAX_AGE",
    flag: "--max-age",
    help: "How old the local copy may be before it is brought up to date",
  },
  "network.timeout": {
    type: "duration",
    default: "30s",
    longerThanNothing: true,
    env: "FOXDEN_TIMEOUT",
    flag: "--timeout",
    help: "Longest wait for one answer of a server",
  },
  "output.format": {
    type: "choice",
    choices: FORMATS,
    otherwise: "table on a terminal, plain elsewhere",
    env: "FOXDEN_FORMAT",
    flag: "--format",
    help: "Form of the output, on a terminal and elsewhere",
  },
  "output.time": {
    type: "choice",
    choices: ["rel", "iso", "local"],
    otherwise: "rel in tables, iso in plain lines",
    env: "FOXDEN_TIME",
    flag: "--time",
    help: "How tables and plain lines show times",
  },
  "output.color": {
    type: "choice",
    choices: ["auto", "always", "never"],
    default: "auto",
    flag: "--color",
    help: "Colours; NO_COLOR and the like stand over the config file",
  },
  "output.pager": {
    type: "string",
    otherwise: "PAGER, else less -FRX",
    env: "FOXDEN_PAGER",
    help: "The program that shows what is longer than the screen; empty for none",
  },
  "output.progress": {
    type: "flag",
    default: true,
    flag: "--no-progress",
    help: "Show how far long work is",
  },
  "ui.ascii": {
    type: "flag",
    default: false,
    env: "FOXDEN_ASCII",
    flag: "--ascii",
    help: "Draw the full-screen browser with ASCII alone",
  },
  "ui.mouse": {
    type: "flag",
    default: true,
    env: "FOXDEN_MOUSE",
    flag: "--no-mouse",
    help: "Let the full-screen browser hear the mouse",
  },
} as const satisfies Readonly<Record<string, Setting>>;

export type SettingName = keyof typeof SETTINGS;

/** All names, in the order in which they are listed. */
export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

export const isSettingName = (name: string): name is SettingName => Object.hasOwn(SETTINGS, name);

/** A setting without what is peculiar to it. */
export const settingOf = (name: SettingName): Setting => SETTINGS[name];

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads `500ms`, `30s`, `5m`, `2h` or `1d` as milliseconds; of numbers alone only 0. @returns undefined for others */
export function durationMs(text: string): number | undefined {
  if (/^0{1,9}$/.test(text)) return 0;
  const [, amount, unit = ""] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d)$/.exec(text) ?? [];
  return amount === undefined ? undefined : Math.round(Number(amount) * (UNIT_MS[unit] ?? 1));
}

/** What is expected in the place of a text that is no time. */
export const expectedTime = (text: string): string =>
  /^\d{1,9}$/.test(text)
    ? `a time with its unit: ${text} what? ${text}s or ${text}m`
    : "a time such as 30s, 5m or 2h";

/** What a variable that is on or off says; undefined where it says neither. */
export function saysYes(text: string): boolean | undefined {
  if (/^(1|true|yes|on)$/i.test(text)) return true;
  return /^(0|false|no|off)$/i.test(text) ? false : undefined;
}

/** What is expected of such a variable. */
export const YES_OR_NO = "1, true, yes or on, or else 0, false, no or off";

/** What is wrong with a variable that makes a setting, as `valueFault` says it. */
export const variableFault = (setting: Setting, text: string): string | undefined =>
  setting.type !== "flag" ? valueFault(setting, text) : saysYes(text) === undefined ? YES_OR_NO : undefined;

/** A variable that holds no value of its setting. */
export interface VariableFault {
  readonly name: SettingName;
  readonly variable: string;
  readonly text: string;
  readonly expected: string;
}

/** What is wrong with the variables that make settings. */
export function variableFaults(env: (name: string) => string | undefined): VariableFault[] {
  return SETTING_NAMES.flatMap((name) => {
    const setting = settingOf(name);
    const text = setting.env === undefined ? undefined : env(setting.env);
    if (setting.env === undefined || !text) return [];
    const expected = variableFault(setting, text);
    return expected === undefined ? [] : [{ name, variable: setting.env, text, expected }];
  });
}

/** What is wrong with a value as text: what was expected in its place; undefined for one that is right. */
export function valueFault(setting: Setting, text: string): string | undefined {
  switch (setting.type) {
    case "flag":
      return /^(true|false)$/.test(text) ? undefined : "true or false";
    case "duration":
      return durationFault(text, setting.longerThanNothing);
    case "choice":
      return setting.choices.includes(text) ? undefined : `one of ${setting.choices.join(", ")}`;
    case "string":
      return setting.isName && !isProfileName(text) ? "the name of a profile" : undefined;
  }
}

function durationFault(text: string, longerThanNothing = false): string | undefined {
  const ms = durationMs(text);
  if (ms === undefined) return expectedTime(text);
  return longerThanNothing && ms === 0 ? "a time longer than nothing" : undefined;
}

/** What the config file's type of a value is to be, in words. */
export const TOML_TYPES: Readonly<Record<Setting["type"], string>> = {
  flag: "true or false, without quotes",
  duration: 'a time in quotes, such as "5m"',
  choice: "a word in quotes",
  string: "text in quotes",
};
