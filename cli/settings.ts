/** What each setting comes to in a run: flag over variable over the profile's section over the rest of the file. */
import { type ConfigFault, type ConfigFile, type Configured, unreadable } from "../app/config/file.ts";
import {
  saysYes,
  type Setting,
  SETTING_NAMES,
  type SettingName,
  settingOf,
  valueFault,
  type VariableFault,
  YES_OR_NO,
} from "../app/config/settings.ts";
import { FoxdenError, isFoxdenError } from "../core/errors.ts";
import type { Io } from "./io.ts";
import type { Call } from "./spec.ts";
import { didYouMean } from "./suggest.ts";
import { parseChoice, parseDuration, refuseValue } from "./values.ts";

/** A value as commands use it: durations in milliseconds; undefined where nothing is said and there is no default. */
export type SettingValue = string | number | boolean | undefined;

/** A setting as it came to be. */
export interface Settled {
  readonly value: SettingValue;
  /** As it would be typed. */
  readonly text: string | undefined;
  readonly origin: "flag" | "env" | "config" | "default";
  /** Who has the last word on it, such as `env FOXDEN_FORMAT` or `/home/ann/.config/foxden/config.toml:3`. */
  readonly source: string;
}

/** All settings of a run. */
export type Settings = ReadonlyMap<SettingName, Settled>;

/** What settings are made of. */
export interface Sources {
  /** The value of a flag that was typed, true for one without a value; undefined for one that was not. */
  readonly typed: (flag: string) => SettingValue;
  /** The same as it was typed, where the value is another than that. */
  readonly typedText?: (flag: string) => string | undefined;
  readonly env: Io["env"];
  readonly config: ConfigFile | undefined;
  /** Told of a variable that holds no value of its setting, which is passed over then; left out, it is refused. */
  readonly onFault?: (fault: FoxdenError) => void;
}

/** @throws {FoxdenError} `usage.value` for a variable that holds no value of its setting, or a name no profile can have */
export function settle(sources: Sources): Settings {
  const { text: profile } = settleOne("profile", sources, undefined);
  return new Map(SETTING_NAMES.map((name) => [name, settleOne(name, sources, profile)]));
}

function settleOne(name: SettingName, sources: Sources, profile: string | undefined): Settled {
  const setting = settingOf(name);
  return fromFlag(setting, sources) ?? fromEnv(setting, sources) ?? fromConfig(name, sources, profile) ??
    { ...read(setting, "default", textOf(setting.default)), origin: "default", source: "default" };
}

function fromFlag(setting: Setting, { typed, typedText }: Sources): Settled | undefined {
  const { flag } = setting;
  const said = flag === undefined ? undefined : typed(flag);
  if (flag === undefined || said === undefined) return undefined;
  const value = setting.type === "flag" ? !setting.default : said;
  const text = typedText?.(flag) ?? (typeof value === "number" ? `${value}ms` : String(value));
  if (setting.type === "string") checkValue(setting, flag, text);
  return { value, text, origin: "flag", source: `flag ${flag}` };
}

function fromEnv(setting: Setting, { env, onFault }: Sources): Settled | undefined {
  const text = setting.env === undefined ? "" : env(setting.env) ?? "";
  if (setting.env === undefined || text === "") return undefined;
  try {
    return { ...read(setting, setting.env, text), origin: "env", source: `env ${setting.env}` };
  } catch (error) {
    if (!onFault || !isFoxdenError(error)) throw error;
    onFault(error);
    return undefined;
  }
}

function fromConfig(
  name: SettingName,
  { config }: Sources,
  profile: string | undefined,
): Settled | undefined {
  if (!config) return undefined;
  const isIn = (section: string | undefined) => (each: Configured) =>
    each.name === name && each.profile === section;
  const own = profile === undefined ? undefined : config.settings.find(isIn(profile));
  const found = own ?? config.settings.find(isIn(undefined));
  if (!found) return undefined;
  const settled = read(settingOf(name), name, found.text);
  return {
    ...settled,
    origin: "config",
    get source() {
      return sourceIn(config, found);
    },
  };
}

/** Asked for only where somebody is told: it takes a second look at the file. */
function sourceIn({ path, placeOf }: ConfigFile, found: Configured): string {
  const section = found.profile === undefined ? "" : ` [profiles.${found.profile}]`;
  return `${path}:${placeOf(found).line}${section}`;
}

const textOf = (value: string | boolean | undefined): string | undefined =>
  value === undefined ? undefined : String(value);

/** @param from the flag or variable that brought the text */
function read(setting: Setting, from: string, text: string | undefined): Pick<Settled, "value" | "text"> {
  if (text === undefined) return { value: undefined, text };
  switch (setting.type) {
    case "flag": {
      const isOn = parseYesNo(from, text);
      return { value: isOn, text: String(isOn) };
    }
    case "choice":
      return { value: parseChoice(from, text, setting.choices), text };
    case "duration":
      checkValue(setting, from, text);
      return { value: parseDuration(from, text), text };
    case "string":
      checkValue(setting, from, text);
      return { value: text, text };
  }
}

/** @throws {FoxdenError} `usage.value` for a variable that says neither yes nor no */
export const parseYesNo = (from: string, text: string): boolean =>
  saysYes(text) ?? refuseValue(from, text, YES_OR_NO);

/** @throws {FoxdenError} `usage.value` for a text that is no value of the setting */
export function checkValue(setting: Setting, from: string, text: string): void {
  const expected = valueFault(setting, text);
  if (expected === undefined) return;
  const guess = setting.type === "choice" ? didYouMean(text, setting.choices) : "";
  refuseValue(from, text, `${expected}${guess}`);
}

/** @throws {FoxdenError} `usage.config` where anything is wrong with the file, `failed.file` where it cannot be read */
export function refuseFaults(file: Pick<ConfigFile, "path" | "faults" | "isUnreadable">): void {
  const { path = "", faults: [first, ...others], isUnreadable } = file;
  if (!first) return;
  if (isUnreadable) throw unreadable(file);
  const { line, column, fault } = first;
  const more = others.length === 0 ? "" : `, and ${others.length} more`;
  throw new FoxdenError("usage.config", `${faultText(path, first)}${more}`, { path, line, column, fault });
}

/** What is wrong with a variable, as it would be refused elsewhere. */
export const variableRefusal = (
  { variable, text, expected }: VariableFault,
): Pick<FoxdenError, "message"> => ({
  message: `${variable} "${text}": expected ${expected}`,
});

/** Says what is wrong with the file, and with variables, where a command makes do with the rest of them. */
export async function tellFaults(
  { path = "", faults }: ConfigFile,
  variables: readonly Pick<FoxdenError, "message">[],
  say: Call["say"],
): Promise<void> {
  for (const fault of faults) await say(`warning: ${faultText(path, fault)}`);
  for (const { message } of variables) await say(`warning: ${message}`);
}

/** A fault with its place, and a guess where a name may have been mistyped. */
export function faultText(path: string, { line, column, message, unknown }: ConfigFault): string {
  const guess = unknown === undefined ? "" : guessName(unknown.name, unknown.known);
  return `${path}:${line}:${column}: ${message}${guess}`;
}

/** A name without its section is taken for the one it ends. */
export function guessName(name: string, known: readonly string[]): string {
  const whole = known.find((each) => each.endsWith(`.${name}`));
  return whole === undefined ? didYouMean(name, known) : `. Did you mean "${whole}"?`;
}
