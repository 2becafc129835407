/**
 * The adapter: a command as data → the parser library, and what it read → typed values. The only file that knows
 * which library that is.
 */
import { Argument, Command, CommanderError, Option } from "commander";
import type { ConfigFile } from "../app/config/file.ts";
import { SETTING_NAMES, type SettingName, settingOf } from "../app/config/settings.ts";
import { FoxdenError, isFoxdenError } from "../core/errors.ts";
import { withTry } from "./advice.ts";
import { globalsFor, type GlobalValues } from "./globals.ts";
import type { Io } from "./io.ts";
import { bareFlag } from "./locate.ts";
import { queryFor } from "./query_flags.ts";
import { parseYesNo, type Settings, type SettingValue, settle } from "./settings.ts";
import type { ArgSpec, Call, CommandSpec, OptionSpec, OptionSpecs } from "./spec.ts";
import { didYouMean } from "./suggest.ts";
import { flagOf, parseChoice, parseDuration, parseInteger, parseSize } from "./values.ts";

/** Words read as the command's own arguments and options and the global flags. */
export interface Parsed extends Pick<Call, "args" | "options"> {
  readonly globals: GlobalValues;
  /** What every setting comes to, whether or not the command has a flag for it. */
  readonly settings: Settings;
  /** What is wrong with variables, where the command does without them. */
  readonly faults: readonly FoxdenError[];
}

type Given = { readonly [key: string]: unknown };

/**
 * Reads the words that follow a command's name. Where a flag was not typed, its variable or its setting stands for it.
 * A command that endures a faulty config file endures faulty variables too.
 *
 * @throws {FoxdenError} `usage.value` for an unknown flag, a bad value, a missing or a superfluous argument
 */
export function parseWords(
  spec: CommandSpec,
  words: readonly string[],
  env: Io["env"],
  config?: ConfigFile,
): Parsed {
  const own = spec.options ?? {};
  const globals = globalsFor(spec);
  const all = { ...globals, ...own };
  const texts = new Map<string, string>();
  const parser = buildParser(spec, all, texts);
  try {
    parser.parse(withValues(words, all), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw refusal(error, spec, all, words);
  }
  const given: Given = parser.opts();
  const faults: FoxdenError[] = [];
  const onFault = spec.endures ? (fault: FoxdenError) => void faults.push(fault) : undefined;
  const typed = (flag: string) => typedValue(flag, globals, given);
  const typedText = (flag: string) => texts.get(flag);
  const settings = settle({ typed, typedText, env, config, ...(onFault ? { onFault } : {}) });
  const settled = settledFlags(globals, settings);
  const unsettled = Object.fromEntries(Object.entries(globals).filter(([key]) => !(key in settled)));
  const around = { env, onFault };
  // The library hands back what the declarations say; their types were forgotten when they became data.
  return {
    args: namedArguments(spec, parser.processedArgs) as Parsed["args"],
    options: valuesOf(own, given, around) as Parsed["options"],
    globals: { ...valuesOf(unsettled, given, around), ...settled } as GlobalValues,
    settings,
    faults,
  };
}

/** An option that files its value under its key, where the library would strip `no` from the front. */
class KeyedOption extends Option {
  constructor(readonly key: string, flags: string) {
    super(flags);
  }

  override attributeName(): string {
    return this.key;
  }
}

/** @param texts is told what was typed, by flag */
function buildParser(spec: CommandSpec, options: OptionSpecs, texts: Map<string, string>): Command {
  const parser = new Command(spec.path.at(-1));
  parser.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {} });
  parser.helpOption(false).helpCommand(false).showSuggestionAfterError(false).allowExcessArguments(false);
  for (const [key, arg] of Object.entries(spec.args ?? {})) parser.addArgument(argumentOf(key, arg));
  for (const [key, option] of Object.entries(options)) parser.addOption(optionOf(key, option, texts));
  return parser;
}

function argumentOf(key: string, { optional, many, help }: ArgSpec): Argument {
  const inner = many ? `${key}...` : key;
  return new Argument(optional ? `[${inner}]` : `<${inner}>`, help);
}

function optionOf(key: string, spec: OptionSpec, texts: Map<string, string>): Option {
  const flags = `${spec.short ? `-${spec.short}, ` : ""}${flagOf(key)}${
    spec.type === "flag" ? "" : " <value>"
  }`;
  const option = new KeyedOption(key, flags);
  if (spec.type === "list") {
    option.argParser((text: string, former: readonly string[] = []) => [...former, text]);
  } else if (spec.type !== "flag") {
    option.argParser((text: string) => {
      texts.set(flagOf(key), text);
      return parseOption(flagOf(key), spec, text);
    });
  }
  return option;
}

function parseOption(from: string, spec: OptionSpec, text: string): unknown {
  switch (spec.type) {
    case "integer":
      return parseInteger(from, text, spec.min, spec.max);
    case "duration":
      return parseDuration(from, text);
    case "size":
      return parseSize(from, text);
    case "choice":
      return parseChoice(from, text, spec.choices);
    case "optional-value":
      return text === BARE || parseChoice(from, text, spec.choices);
    case "optional-integer":
      return text === BARE || parseInteger(from, text);
    case "optional-duration":
      return parseDuration(from, text === BARE ? spec.implied : text);
    case "list":
      return [text];
    case "flag":
      return parseYesNo(from, text);
    case "string":
      return text;
  }
}

/** Stands for no value, where one may be left out. No word can hold it, so `--yes=` with nothing after it is another. */
const BARE = "\0";

/**
 * Gives options their value that stand without the one they may have, such as `--reveal` and `-y`: it never is the next
 * word, which would swallow an argument.
 */
function withValues(words: readonly string[], options: OptionSpecs): string[] {
  const bare = new Map<string, string>();
  for (const [key, { type, short }] of Object.entries(options)) {
    if (!type.startsWith("optional-")) continue;
    bare.set(flagOf(key), `${flagOf(key)}=${BARE}`);
    if (short !== undefined) bare.set(`-${short}`, `${flagOf(key)}=${BARE}`);
  }
  const flags = Object.values(options).flatMap(({ type, short = "" }) => type === "flag" ? short : []).join(
    "",
  );
  const end = words.indexOf("--");
  return words.flatMap((word, i) => {
    if (end >= 0 && i >= end) return word;
    // Short flags in one word, such as -ny.
    const [, before, last = ""] = /^-(\w+)(\w)$/.exec(word) ?? [];
    const value = bare.get(`-${last}`);
    const areFlags = before !== undefined && [...before].every((letter) => flags.includes(letter));
    return areFlags && value !== undefined ? [`-${before}`, value] : bare.get(word) ?? word;
  });
}

/** What was typed for a setting; undefined where its flag was not, or the command has none. */
function typedValue(flag: string, globals: OptionSpecs, given: Given): SettingValue {
  const key = Object.keys(globals).find((each) => flagOf(each) === flag);
  if (key === undefined) return undefined;
  if (globals[key]?.type === "flag") return isGiven(key, given) || undefined;
  const value = given[key];
  return typeof value === "string" || typeof value === "number" ? value : undefined;
}

/** Whether a flag was typed. To the library one that begins with `--no-` is the absence of another. */
const isGiven = (key: string, given: Given): boolean => given[key] === !flagOf(key).startsWith("--no-");

const BY_FLAG: ReadonlyMap<string | undefined, SettingName> = new Map(
  SETTING_NAMES.map((name) => [settingOf(name).flag, name]),
);

/** The flags that stand for a setting: one that is on or off counts as given where it is not as it is by default. */
function settledFlags(globals: OptionSpecs, settings: Settings): Given {
  return Object.fromEntries(
    Object.keys(globals).flatMap((key) => {
      const name = BY_FLAG.get(flagOf(key));
      if (name === undefined) return [];
      const setting = settingOf(name);
      const value = settings.get(name)?.value;
      return [[key, setting.type === "flag" ? value !== setting.default : value]];
    }),
  );
}

/** Where variables come from, and who is told of one that holds no value; without that it is refused. */
interface Around {
  readonly env: Io["env"];
  readonly onFault: ((fault: FoxdenError) => void) | undefined;
}

/** Flag over environment over default; a negated flag such as `--no-open` is true when given. */
function valuesOf(options: OptionSpecs, given: Given, around: Around): Given {
  return Object.fromEntries(
    Object.entries(options).map(([key, spec]) => [key, valueOf(key, spec, given, around)]),
  );
}

function valueOf(key: string, spec: OptionSpec, given: Given, around: Around): unknown {
  const value = given[key];
  if (spec.type === "flag") return isGiven(key, given) || fromEnv(spec, around) === true;
  if (value !== undefined) return value;
  const said = fromEnv(spec, around);
  if (said !== undefined) return said;
  if (spec.type === "list") return [];
  if (!("default" in spec) || spec.default === undefined) return undefined;
  return typeof spec.default === "string" ? parseOption(flagOf(key), spec, spec.default) : spec.default;
}

function fromEnv(spec: OptionSpec, { env, onFault }: Around): unknown {
  const text = spec.env === undefined || spec.readsEnv ? undefined : env(spec.env);
  if (spec.env === undefined || !text) return undefined;
  try {
    return parseOption(spec.env, spec, text);
  } catch (error) {
    if (!onFault || !isFoxdenError(error)) throw error;
    onFault(error);
    return undefined;
  }
}

function namedArguments(spec: CommandSpec, values: readonly unknown[]): Given {
  return Object.fromEntries(
    Object.entries(spec.args ?? {}).map(([key, arg], i) => [key, values[i] ?? (arg.many ? [] : undefined)]),
  );
}

/** The library's complaint in foxden's words; the words typed are left out, since one may be a secret. */
function refusal(
  error: CommanderError,
  spec: CommandSpec,
  options: OptionSpecs,
  words: readonly string[],
): FoxdenError {
  const [, quoted = ""] = /'([^']*)'/.exec(error.message) ?? [];
  const refuse = (message: string, name: string) => new FoxdenError("usage.value", message, { name });
  switch (error.code) {
    case "commander.unknownOption": {
      const name = bareFlag(quoted);
      const query = queryFor(spec, name, words);
      if (query) return withTry(refuse(`unknown option "${name}"`, name), query);
      const flags = ["--help", ...Object.keys(options).map(flagOf)];
      return refuse(`unknown option "${name}"${didYouMean(name, flags)}`, name);
    }
    case "commander.missingArgument": {
      const label = spec.args?.[quoted]?.label ?? quoted.toUpperCase();
      return refuse(`missing argument ${label}`, label);
    }
    case "commander.optionMissingArgument": {
      const [flag = quoted] = /--[a-z-]+/.exec(quoted) ?? [];
      return refuse(`${flag} needs a value`, flag);
    }
    case "commander.excessArguments": {
      const most = Object.keys(spec.args ?? {}).length;
      const takes = most === 0 ? "no arguments" : most === 1 ? "one argument" : `${most} arguments`;
      return refuse(`too many arguments: "${spec.path.join(" ")}" takes ${takes}`, "arguments");
    }
    default:
      return refuse("the command line cannot be read", "arguments");
  }
}
