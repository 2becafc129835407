/** The config file: which settings it makes, where each one stands, and what is wrong with it. */
import { fromUtf8 } from "../../core/bytes.ts";
import { type ConfigFaultKind, FoxdenError, isFoxdenError } from "../../core/errors.ts";
import { isObject, type JsonObject } from "../../core/json.ts";
import { readFileIfThere } from "../files.ts";
import { configPath, type Environment, isProfileName } from "./places.ts";
import {
  isSettingName,
  type Setting,
  SETTING_NAMES,
  type SettingName,
  settingOf,
  TOML_TYPES,
  valueFault,
} from "./settings.ts";
import type { Place } from "./toml.ts";

/** A setting as the file makes it. */
export interface Configured {
  readonly name: SettingName;
  /** Whose section it stands in; undefined for what holds for all. */
  readonly profile: string | undefined;
  /** The value as it would be typed: `true`, `5m`, `json`. */
  readonly text: string;
}

/** A line that the full-screen browser alone understands. */
export interface RawSetting {
  readonly text: string;
  /** Where it stands in the file, counted from 1. */
  readonly line: number;
}

/** The browser's sections, `keys`, `keys.NAME` and `theme`, each with its lines by their keys, as the file has them. */
export type RawSections = ReadonlyMap<string, ReadonlyMap<string, RawSetting>>;

/** What is wrong with a file, and where. */
export interface ConfigFault extends Place {
  readonly message: string;
  readonly fault: ConfigFaultKind;
  /** A name that no setting has, and those that it may have been meant to be. */
  readonly unknown?: { readonly name: string; readonly known: readonly string[] };
}

/** A config file as it was read. */
export interface ConfigFile {
  /** Undefined where there is no home, and so no place for one. */
  readonly path: string | undefined;
  /** What is in it; undefined where there is no such file. */
  readonly text: string | undefined;
  /** It is there, and cannot be read. */
  readonly isUnreadable?: true;
  /** What of it can be used. */
  readonly settings: readonly Configured[];
  /** What of it is for the browser to understand. */
  readonly sections: RawSections;
  /** In the order in which they stand in the file. */
  readonly faults: readonly ConfigFault[];
  /** Where a setting of it stands. */
  readonly placeOf: (setting: Configured) => Place;
}

/** Reads the config file, if there is one. */
export async function readConfig(env: Environment): Promise<ConfigFile> {
  const path = configPath(env);
  const nothing = { path, text: undefined, ...NOTHING };
  if (path === undefined) return nothing;
  const text = await readText(path);
  if (text === undefined) return nothing;
  if (typeof text === "string") return { path, text, ...await readSettings(text) };
  return { ...nothing, isUnreadable: true, faults: [{ ...START, ...text, fault: "syntax" }] };
}

/** No settings are that long, and reading what is longer would hold every command up. */
const MOST_BYTES = 1_000_000;

async function readText(path: string): Promise<string | { readonly message: string } | undefined> {
  try {
    const bytes = await readFileIfThere(path, MOST_BYTES);
    return bytes && fromUtf8(bytes);
  } catch (error) {
    if (isFoxdenError(error)) return { message: error.message.split(`${path}: `)[1] ?? "it cannot be read" };
    if (error instanceof TypeError) return { message: "it is no text in UTF-8" };
    throw error;
  }
}

/** The failure to read a file that is there. */
export function unreadable({ path = "", faults }: Pick<ConfigFile, "path" | "faults">): FoxdenError {
  const why = faults[0] === undefined ? "" : `: ${faults[0].message}`;
  return new FoxdenError("failed.file", `Cannot use ${path}${why}`, { path });
}

const START: Place = { line: 1, column: 1 };

const NOTHING: FileContent = { settings: [], sections: new Map(), faults: [], placeOf: () => START };

type FileContent = Pick<ConfigFile, "settings" | "sections" | "faults" | "placeOf">;

/** What a text of a config file says. The library that reads it is loaded only here. */
export async function readSettings(text: string): Promise<FileContent> {
  const { parseToml, placesIn } = await import("./toml.ts");
  const read = parseToml(text);
  if ("fault" in read) {
    return { ...NOTHING, faults: [{ ...read.fault, fault: "syntax" }] };
  }
  const placeAt = placesIn(text);
  const found = Array.from(walk(read.table, [], undefined));
  const faults = found.flatMap((each) => "fault" in each ? [{ ...placeAt(each.path), ...each.fault }] : []);
  return {
    settings: found.filter((each) => "name" in each),
    sections: sectionsOf(found.filter((each) => "raw" in each), (path) => placeAt(path).line),
    faults: faults.sort((a, b) => a.line - b.line),
    placeOf: (setting) => placeAt(pathOf(setting)),
  };
}

/** The keys that lead to a setting in the file. */
export const pathOf = ({ name, profile }: Pick<Configured, "name" | "profile">): string[] => [
  ...profile === undefined ? [] : [PROFILES, profile],
  ...name.split("."),
];

const PROFILES = "profiles";

interface Found {
  readonly path: readonly string[];
  readonly fault: Pick<ConfigFault, "message" | "fault" | "unknown">;
}

interface FoundRaw {
  readonly path: readonly string[];
  readonly raw: string;
}

function sectionsOf(found: readonly FoundRaw[], lineAt: (path: readonly string[]) => number): RawSections {
  const sections = Map.groupBy(found, ({ path }) => path.slice(0, -1).join("."));
  return new Map(
    [...sections].map(([name, lines]) =>
      [
        name,
        new Map(lines.map(({ path, raw }) => [path.at(-1) ?? "", { text: raw, line: lineAt(path) }])),
      ] as const
    ),
  );
}

const wrong = (message: string): Found["fault"] => ({ message, fault: "value" });

/** Everything below a table, which is the file's or a section of it. */
function* walk(
  table: JsonObject,
  path: readonly string[],
  profile: string | undefined,
): Generator<Configured | Found | FoundRaw> {
  for (const [key, value] of Object.entries(table)) {
    const here = [...path, key];
    const name = (profile === undefined ? here : here.slice(2)).join(".");
    if (here.length === 1 && key === PROFILES) yield* walkProfiles(value);
    else if (here.length === 1 && BROWSERS.has(key)) yield* walkRaw(value, here);
    else if (isSettingName(name)) yield readOne(name, here, value, profile);
    else if (!isSection(name)) yield { path: here, fault: unknownName(name, profile) };
    else if (isTable(value)) yield* walk(value, here, profile);
    else yield { path: here, fault: wrong(`${name}: expected a section, written [${here.join(".")}]`) };
  }
}

/** A date of TOML is an object too, and no section. */
const isTable = (value: unknown): value is JsonObject => isObject(value) && !(value instanceof Date);

const isSection = (name: string): boolean => SETTING_NAMES.some((each) => each.startsWith(`${name}.`));

/** Sections of the browser, each with how deep sections may stand in it. */
const BROWSERS: ReadonlyMap<string, number> = new Map([["keys", 2], ["theme", 1]]);

/** What it means is for the browser to say, which knows its own acts and colours. */
function* walkRaw(value: unknown, path: readonly string[]): Generator<Found | FoundRaw> {
  const [section = ""] = path;
  const isDeepest = path.length > (BROWSERS.get(section) ?? 0);
  if (typeof value === "string" && path.length > 1) yield { path, raw: value };
  else if (isTable(value) && !isDeepest) {
    for (const [key, inner] of Object.entries(value)) yield* walkRaw(inner, [...path, key]);
  } else {
    const expected = path.length === 1 ? `a section, written [${section}]` : "text in quotes";
    yield { path, fault: wrong(`${path.join(".")}: expected ${expected}`) };
  }
}

function* walkProfiles(value: unknown): Generator<Configured | Found | FoundRaw> {
  if (!isTable(value)) {
    yield { path: [PROFILES], fault: wrong(`${PROFILES}: expected sections, written [profiles.NAME]`) };
    return;
  }
  for (const [name, section] of Object.entries(value)) {
    const path = [PROFILES, name];
    if (!isProfileName(name)) {
      yield { path, fault: wrong(`"${name}" cannot be the name of a profile`) };
    } else if (!isTable(section)) {
      yield { path, fault: wrong(`${path.join(".")}: expected a section, written [profiles.${name}]`) };
    } else yield* walk(section, path, name);
  }
}

function unknownName(name: string, profile: string | undefined): Found["fault"] {
  const known = SETTING_NAMES.filter((each) => profile === undefined || !settingOf(each).topOnly);
  return { message: `unknown setting "${name}"`, fault: "unknown", unknown: { name, known } };
}

function readOne(
  name: SettingName,
  path: readonly string[],
  value: unknown,
  profile: string | undefined,
): Configured | Found {
  const setting = settingOf(name);
  if (setting.topOnly && profile !== undefined) {
    return { path, fault: wrong(`${name} stands above all sections, and in none of a profile`) };
  }
  const text = textOfValue(setting, value);
  if (text === undefined) {
    return { path, fault: wrong(`${name}: expected ${TOML_TYPES[setting.type]}`) };
  }
  const expected = valueFault(setting, text);
  if (expected === undefined) return { name, profile, text };
  const guesses = setting.type === "choice" ? { unknown: { name: text, known: setting.choices } } : {};
  return { path, fault: { ...wrong(`${name} "${text}": expected ${expected}`), ...guesses } };
}

function textOfValue({ type }: Setting, value: unknown): string | undefined {
  if (type === "flag") return typeof value === "boolean" ? String(value) : undefined;
  return typeof value === "string" ? value : undefined;
}
