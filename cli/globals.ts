/** The flags every command understands, as data, and what they come to. */
import type { Freshness } from "../app/freshness.ts";
import { FoxdenError } from "../core/errors.ts";
import { freshnessOf } from "./freshness.ts";
import type { Io } from "./io.ts";
import type { OptionSpecs, OptionValue, OutputShape, Source } from "./spec.ts";
import { beforeDashes } from "./values.ts";

export const FORMATS = ["table", "plain", "json", "ndjson", "csv", "tsv", "ids"] as const;
export type Format = typeof FORMATS[number];

/** What the global flags and their environment variables say, with defaults filled in. */
export interface Globals {
  readonly profile: string;
  /** Resolved: `table` on a terminal and `plain` otherwise, unless said. */
  readonly format: Format;
  /** Names of columns, in order; `undefined` when the command's own choice stands. */
  readonly fields: readonly string[] | undefined;
  readonly header: boolean;
  readonly sort: string | undefined;
  readonly reverse: boolean;
  readonly limit: number | undefined;
  readonly offset: number;
  /** A path; `undefined` for stdout. */
  readonly output: string | undefined;
  /** Whether what is printed ends on a screen. */
  readonly onTerminal: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** A record that cannot be read is a failure. */
  readonly strict: boolean;
  /** Whether a person may be asked. */
  readonly input: boolean;
  /** For one request to a server. */
  readonly timeoutMs: number;
  readonly color: "auto" | "always" | "never";
  /** Nothing may be asked of any server. */
  readonly offline: boolean;
  /** How fresh answers have to be; `undefined` for the application's own way. */
  readonly fresh: Freshness | undefined;
  /** Whether it is shown how far a download is. */
  readonly progress: boolean;
  /** How people see times; `undefined` for the format's own way. */
  readonly time: "rel" | "iso" | "local" | undefined;
}

/** Flags that say who asks and how foxden behaves. */
const BEHAVIOUR = {
  profile: {
    type: "string",
    short: "p",
    label: "NAME",
    default: "default",
    env: "FOXDEN_PROFILE",
    help: "Account profile",
  },
  quiet: { type: "flag", short: "q", help: "Only errors on stderr" },
  verbose: { type: "flag", short: "v", help: "Say more on stderr" },
  noInput: { type: "flag", env: "FOXDEN_NO_INPUT", help: "Never ask; fail with exit 11 instead" },
  timeout: { type: "duration", label: "T", default: "30s", help: "Longest wait for one answer of a server" },
  color: { type: "choice", choices: ["auto", "always", "never"], default: "auto", help: "Colours" },
} as const satisfies OptionSpecs;

/** Flags that choose the form of what is printed. */
const FORM = {
  format: {
    type: "choice",
    choices: FORMATS,
    short: "f",
    label: "F",
    env: "FOXDEN_FORMAT",
    help: "Form of the output: table on a terminal and plain otherwise, unless said",
  },
  json: { type: "flag", help: "Short for -f json; errors are JSON too" },
  ndjson: { type: "flag", help: "Short for -f ndjson; errors are JSON too" },
} as const satisfies OptionSpecs;

const FILE = {
  output: {
    type: "string",
    short: "o",
    label: "FILE",
    help: "Write to a file, whole or not at all, readable by you alone; - is stdout",
  },
} as const satisfies OptionSpecs;

const COLUMNS = {
  fields: { type: "string", label: "A,B", help: "Columns and their order; --fields help lists them" },
  noHeader: { type: "flag", help: "Leave the line of names out" },
  time: { type: "choice", choices: ["rel", "iso", "local"], help: "How tables and plain lines show times" },
} as const satisfies OptionSpecs;

const LIST = {
  sort: { type: "string", label: "FIELD", help: "Sort by a column" },
  reverse: { type: "flag", help: "Turn the order round" },
  limit: { type: "integer", label: "N", help: "At most so many records" },
  offset: { type: "integer", label: "N", default: 0, help: "Leave out the first so many records" },
  strict: { type: "flag", help: "A record that cannot be read is a failure (exit 9)" },
} as const satisfies OptionSpecs;

/** Flags of whatever may ask the account's server. */
const NETWORK = {
  offline: {
    type: "flag",
    env: "FOXDEN_OFFLINE",
    help: "Ask no server: answer from what is on this machine, or fail with exit 7",
  },
  noProgress: { type: "flag", help: "Never show how far a download is" },
} as const satisfies OptionSpecs;

/** Flags of what answers from the mirror. */
const FRESHNESS = {
  fresh: { type: "flag", help: "Ask the server first, however new the local copy is" },
  maxAge: {
    type: "duration",
    label: "T",
    env: "FOXDEN_MAX_AGE",
    help:
      "Oldest local copy to answer from; 0s asks every time. When left out it is 5m, and an older copy will do " +
      "where the server cannot be reached",
  },
} as const satisfies OptionSpecs;

const ALL = { ...BEHAVIOUR, ...FORM, ...NETWORK, ...FRESHNESS, ...FILE, ...COLUMNS, ...LIST };

/** Values as given; a flag that the command does not take is simply absent. */
export type GlobalValues = { readonly [K in keyof typeof ALL]?: OptionValue<typeof ALL[K]> | undefined };

/** Global flags in the groups in which help shows them. */
export const GLOBAL_GROUPS: readonly { readonly title: string; readonly flags: OptionSpecs }[] = [
  { title: "Every command", flags: { ...BEHAVIOUR, ...FORM } },
  { title: "Commands about your account", flags: NETWORK },
  { title: "Commands that read records", flags: FRESHNESS },
  { title: "Commands that print", flags: FILE },
  { title: "Commands that print records", flags: COLUMNS },
  { title: "Commands that list", flags: LIST },
];

/** The global flags that a command of this shape and source takes. */
export function globalsFor({ output, source }: { output: OutputShape; source: Source }): OptionSpecs {
  return { ...BEHAVIOUR, ...FORM, ...networkFlags(source), ...shapeFlags(output) };
}

function networkFlags(source: Source): OptionSpecs {
  if (source === "here") return {};
  return source === "mirror" ? { ...FRESHNESS, ...NETWORK } : NETWORK;
}

function shapeFlags(output: OutputShape): OptionSpecs {
  switch (output) {
    case "none":
      return {};
    case "text":
    case "value":
      return FILE;
    case "one":
    case "changes":
      return { ...FILE, ...COLUMNS };
    case "list":
      return { ...FILE, ...COLUMNS, ...LIST };
  }
}

/** The global flags about reading that help names beside a command's own. */
export const readingFlagsFor = (source: Source): OptionSpecs =>
  source === "mirror" ? networkFlags(source) : {};

/** The global flags that help names beside a command's own: those that shape its output. */
export function outputFlagsFor(output: OutputShape): OptionSpecs {
  const { noHeader: _, ...forOne } = COLUMNS;
  if (output === "changes") return { ...FORM, fields: COLUMNS.fields, ...FILE };
  if (output === "list") return { ...FORM, ...COLUMNS, ...LIST, ...FILE };
  if (output === "one") return { ...FORM, ...forOne, ...FILE };
  return output === "none" ? {} : FILE;
}

/** Every global flag, to step over them while looking for the command. */
export const ALL_GLOBALS: OptionSpecs = ALL;

/**
 * What the flags come to.
 *
 * @param typed keys of those that were typed: they stand over the environment
 * @throws {FoxdenError} `usage.value` when two flags ask for different things
 */
export function resolveGlobals(values: GlobalValues, typed: ReadonlySet<string>, io: Io): Globals {
  const output = values.output === "-" ? undefined : values.output;
  if (output === "") throw new FoxdenError("usage.value", "--output: expected a file", { name: "--output" });
  const onTerminal = io.stdout.isTerminal && output === undefined;
  return {
    profile: values.profile ?? "default",
    format: chosenFormat(values) ?? (onTerminal ? "table" : "plain"),
    fields: values.fields?.split(",").map((name) => name.trim()).filter((name) => name !== ""),
    header: values.noHeader !== true,
    sort: values.sort,
    reverse: values.reverse ?? false,
    limit: values.limit,
    offset: values.offset ?? 0,
    output,
    onTerminal,
    quiet: values.quiet ?? false,
    verbose: values.verbose ?? false,
    strict: values.strict ?? false,
    input: values.noInput !== true,
    timeoutMs: timeoutOf(values),
    color: values.color ?? "auto",
    time: values.time,
    progress: values.noProgress !== true,
    ...freshnessOf(values, typed),
  };
}

function timeoutOf({ timeout = 30_000 }: GlobalValues): number {
  if (timeout > 0) return timeout;
  throw new FoxdenError("usage.value", "--timeout: expected a time longer than nothing", {
    name: "--timeout",
  });
}

function chosenFormat(values: GlobalValues): Format | undefined {
  const short = values.json ? "json" : values.ndjson ? "ndjson" : undefined;
  if (values.json && values.ndjson) {
    throw new FoxdenError("usage.value", "--json and --ndjson cannot both be", { name: "--ndjson" });
  }
  return short ?? values.format;
}

/** Whether errors are to be JSON, read from the words as they are, since a wrong word is an error too. */
export function wantsJsonErrors(argv: readonly string[], env: Io["env"]): boolean {
  const words = beforeDashes(argv);
  if (words.includes("--json") || words.includes("--ndjson")) return true;
  const format = peek(words, "--format", "-f") ?? env("FOXDEN_FORMAT");
  return format === "json" || format === "ndjson";
}

/** What `--color` says, for what is printed before the words are parsed. */
export function peekColor(argv: readonly string[]): Globals["color"] {
  const said = peek(argv, "--color");
  return said === "always" || said === "never" ? said : "auto";
}

function peek(words: readonly string[], long: string, short?: string): string | undefined {
  let value: string | undefined;
  for (const [i, word] of words.entries()) {
    if (word === long || word === short) value = words[i + 1];
    else if (word.startsWith(`${long}=`)) value = word.slice(long.length + 1);
    else if (short !== undefined && word.startsWith(short)) value = word.slice(short.length);
  }
  return value;
}
