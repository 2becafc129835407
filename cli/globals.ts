/** The flags every command understands, as data, and what they come to. */
import { FORMATS, SETTINGS } from "../app/config/settings.ts";
import type { Freshness } from "../app/freshness.ts";
import { FoxdenError } from "../core/errors.ts";
import { type AnyFormat, type Form, formOf, type OwnFormat } from "./form.ts";
import { freshnessOf } from "./freshness.ts";
import type { Io } from "./io.ts";
import { placeOf } from "./output/place.ts";
import { colorOf } from "./peek.ts";
import type { Settings } from "./settings.ts";
import type { OptionSpecs, OptionValue, OutputShape, Source } from "./spec.ts";

export { FORMATS };

/** What the global flags and their environment variables say, with defaults filled in. */
export interface Globals extends Form {
  readonly profile: string;
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
  /** What goes to servers is told and written to a log, and so is where a defect happened. */
  readonly debug: boolean;
  /** For one request to a server. */
  readonly timeoutMs: number;
  readonly color: "auto" | "always" | "never";
  /** Nothing may be asked of any server. */
  readonly offline: boolean;
  /** Nothing of the account may be changed. */
  readonly readOnly: boolean;
  /** How fresh answers have to be; `undefined` for the application's own way. */
  readonly fresh: Freshness | undefined;
  /** How it is shown how far long work is: `auto` on a terminal, `on` elsewhere too, `json` for programs. */
  readonly progress: "off" | "auto" | "on" | "json";
  /** How people see times; `undefined` for the format's own way. */
  readonly time: "rel" | "iso" | "local" | undefined;
  /** All settings, with who has the last word on each. */
  readonly settings: Settings;
}

/** Flags that say who asks and how foxden behaves. */
const BEHAVIOUR = {
  profile: {
    ...SETTINGS.profile,
    short: "p",
    label: "NAME",
    help: "Account profile",
  },
  quiet: { type: "flag", short: "q", help: "Only errors on stderr" },
  verbose: { type: "flag", short: "v", help: "Say more on stderr" },
  debug: {
    type: "flag",
    env: "FOXDEN_DEBUG",
    help:
      "Tell of each request, also in a log, and of where a defect happened; what is told of that may show data",
  },
  noInput: SETTINGS.no_input,
  timeout: { ...SETTINGS["network.timeout"], label: "T" },
  color: { ...SETTINGS["output.color"], help: "Colours" },
} as const satisfies OptionSpecs;

/** Flags that choose the form of what is printed. */
const FORM = {
  format: {
    ...SETTINGS["output.format"],
    short: "f",
    label: "F",
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
  noPager: { type: "flag", help: "Never through a pager, however long it is" },
} as const satisfies OptionSpecs;

const COLUMNS = {
  fields: { type: "string", label: "A,B", help: "Columns and their order; --fields help lists them" },
  template: {
    type: "string",
    label: "T",
    help: "A line for each record, such as '{title}\\t{url}'; foxden help formats",
  },
  noHeader: { type: "flag", help: "Leave the line of names out" },
  bom: { type: "flag", help: "Begin CSV and TSV with the mark by which some spreadsheets know UTF-8" },
  spreadsheetSafe: {
    type: "flag",
    help: "Put a ' before what a spreadsheet would calculate, in CSV and TSV",
  },
  time: SETTINGS["output.time"],
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
    ...SETTINGS.offline,
    help: "Ask no server: answer from what is on this machine, or fail with exit 7",
  },
  readOnly: SETTINGS.read_only,
  noProgress: { type: "flag", help: "Never show how far long work is" },
  progress: {
    type: "optional-value",
    choices: ["json"],
    help: "Show it where stderr is no terminal, too; =json as events, a line of JSON each",
  },
} as const satisfies OptionSpecs;

/** Flags of what answers from the mirror. */
const FRESHNESS = {
  fresh: { type: "flag", help: "Ask the server first, however new the local copy is" },
  maxAge: {
    ...SETTINGS["sync.max_age"],
    label: "T",
    help:
      "Oldest local copy to answer from; 0s asks every time. When left out an older copy will do where the server " +
      "cannot be reached",
  },
} as const satisfies OptionSpecs;

/** Flags of what may take the whole screen. */
const SCREEN = {
  ascii: SETTINGS["ui.ascii"],
  noMouse: { type: "flag", help: "Leave the mouse to the terminal, which can select text with it then" },
} as const satisfies OptionSpecs;

const ALL = { ...BEHAVIOUR, ...FORM, ...NETWORK, ...FRESHNESS, ...FILE, ...COLUMNS, ...LIST, ...SCREEN };
type All = typeof ALL;

/** Values as given; a flag that the command does not take is simply absent. */
export type GlobalValues =
  & { readonly [K in Exclude<keyof All, "format">]?: OptionValue<All[K]> | undefined }
  & { readonly format?: AnyFormat | undefined };

/** Global flags in the groups in which help shows them. */
export const GLOBAL_GROUPS: readonly { readonly title: string; readonly flags: OptionSpecs }[] = [
  { title: "Every command", flags: { ...BEHAVIOUR, ...FORM } },
  { title: "Commands about your account", flags: NETWORK },
  { title: "Commands that read records", flags: FRESHNESS },
  { title: "Commands that print", flags: FILE },
  { title: "Commands that print records", flags: COLUMNS },
  { title: "Commands that list", flags: LIST },
  { title: "foxden alone, and foxden demo", flags: SCREEN },
];

/** The global flags that a command of this shape and source takes. */
export function globalsFor(
  spec: Printing & { readonly source: Source; readonly fullScreen?: true },
): OptionSpecs {
  const { source, output } = spec;
  return {
    ...BEHAVIOUR,
    ...formFlags(spec),
    ...networkFlags(source),
    ...shapeFlags(output),
    ...screenFlagsFor(spec),
  };
}

/** The flags of what may take the whole screen, which help names beside a command's own. */
export const screenFlagsFor = ({ fullScreen }: { readonly fullScreen?: true }): OptionSpecs =>
  fullScreen ? SCREEN : {};

/** What of a command says which flags about its output it takes. */
interface Printing {
  readonly output: OutputShape;
  readonly formats?: readonly OwnFormat[];
  readonly exportFormat?: AnyFormat;
}

function formFlags({ formats = [], exportFormat }: Printing): OptionSpecs {
  const { help } = FORM.format;
  const said = exportFormat === undefined ? help : `Form of the output: ${exportFormat} unless said`;
  return { ...FORM, format: { ...FORM.format, choices: [...FORMATS, ...formats], help: said } };
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
export function outputFlagsFor(spec: Printing): OptionSpecs {
  const { output } = spec;
  const { noHeader: _, ...forOne } = COLUMNS;
  const form = formFlags(spec);
  if (output === "changes") return { ...form, fields: COLUMNS.fields, ...FILE };
  if (output === "list") return { ...form, ...COLUMNS, ...LIST, ...FILE };
  if (output === "one") return { ...form, ...forOne, ...FILE };
  return output === "none" ? {} : FILE;
}

/** Every global flag, to step over them while looking for the command. */
export const ALL_GLOBALS: OptionSpecs = ALL;

/**
 * What the flags come to.
 *
 * @throws {FoxdenError} `usage.value` when two flags ask for different things
 */
export function resolveGlobals(values: GlobalValues, settings: Settings, source: Source, io: Io): Globals {
  const { output, onTerminal } = outputOf(values, io);
  return {
    profile: values.profile ?? "default",
    ...formOf(values, settings, onTerminal),
    sort: values.sort,
    reverse: values.reverse ?? false,
    limit: values.limit,
    offset: values.offset ?? 0,
    output,
    onTerminal,
    quiet: values.quiet ?? false,
    verbose: (values.verbose ?? false) || (values.debug ?? false),
    strict: values.strict ?? false,
    input: values.noInput !== true,
    timeoutMs: timeoutOf(settings),
    debug: values.debug ?? false,
    color: colorOf(settings, io.env),
    time: values.time,
    progress: progressOf(values, settings),
    readOnly: values.readOnly ?? false,
    settings,
    ...(source === "here" ? { offline: false, fresh: undefined } : freshnessOf(values, settings)),
  };
}

/** Where the output goes, and whether that is a screen: what names stdout by its path is stdout. */
function outputOf({ output }: GlobalValues, { stdout, stderr }: Io): Pick<Globals, "output" | "onTerminal"> {
  if (output === "") throw new FoxdenError("usage.value", "--output: expected a file", { name: "--output" });
  const place = output === undefined || output === "-" ? undefined : placeOf(output);
  if (!place || place.type === "stdout") return { output: undefined, onTerminal: stdout.isTerminal };
  const isTerminal = place.type === "stderr"
    ? stderr.isTerminal
    : place.type === "stream" && place.isTerminal;
  return { output, onTerminal: isTerminal };
}

/** What asks to see it stands over a habit not to. */
function progressOf({ progress }: GlobalValues, settings: Settings): Globals["progress"] {
  const { value, origin } = settings.get("output.progress") ?? {};
  if (value === false && (origin === "flag" || progress === undefined)) return "off";
  return progress === true ? "on" : progress ?? "auto";
}

function timeoutOf(settings: Settings): number {
  const timeout = settings.get("network.timeout")?.value;
  if (typeof timeout === "number" && timeout > 0) return timeout;
  throw new FoxdenError("usage.value", "--timeout: expected a time longer than nothing", {
    name: "--timeout",
  });
}
