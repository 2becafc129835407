/**
 * A command as data: its words, arguments, options and examples, and the one function that does it. Help, the
 * parser and (by inference) the types that function receives all come from the same object.
 */
import type { ColumnHead } from "../app/columns.ts";
import type { Log } from "../app/log.ts";
import type { OwnFormat } from "./form.ts";
import type { Globals } from "./globals.ts";
import type { Io } from "./io.ts";
import type { Meter } from "./meter.ts";
import type { Outcome } from "./outcome.ts";

/** A line a reader can copy, without the leading `foxden`. */
export interface Example {
  readonly line: string;
  readonly note?: string;
}

/** At least one example: a command without one does not compile. */
export type Examples = readonly [Example, ...Example[]];

/** A word after the command. `many` takes all that are left and must come last. */
export interface ArgSpec {
  readonly help: string;
  /** How help names it; the key in capitals when left out. */
  readonly label?: string;
  readonly optional?: true;
  readonly many?: true;
}

interface OptionBase {
  readonly help: string;
  /** One letter. */
  readonly short?: string;
  /** How help names the value. */
  readonly label?: string;
  /** An environment variable read when the flag is not given. */
  readonly env?: string;
  /** The command reads that variable itself, since it has to know what was typed. */
  readonly readsEnv?: true;
}

interface TextOption extends OptionBase {
  readonly type: "string";
  readonly default?: string;
}

interface FlagOption extends OptionBase {
  readonly type: "flag";
}

interface IntegerOption extends OptionBase {
  readonly type: "integer";
  readonly default?: number;
  readonly min?: number;
  readonly max?: number;
}

/** Written `30s`, `5m`, `2h`, `500ms`; given to the command in milliseconds. */
interface DurationOption extends OptionBase {
  readonly type: "duration";
  readonly default?: string;
}

/** Written `500M`, `2GB`, `64MiB`; given to the command in bytes. */
interface SizeOption extends OptionBase {
  readonly type: "size";
}

interface ChoiceOption extends OptionBase {
  readonly type: "choice";
  readonly choices: readonly string[];
  readonly default?: string;
}

/** May be given several times. */
interface ListOption extends OptionBase {
  readonly type: "list";
}

/** A flag that may carry one of some words after `=`, such as `--reveal` and `--reveal=inline`. */
interface OptionalValueOption extends OptionBase {
  readonly type: "optional-value";
  readonly choices: readonly string[];
}

/** A flag that may carry a number after `=`, such as `--yes` and `--yes=37`. */
interface OptionalIntegerOption extends OptionBase {
  readonly type: "optional-integer";
}

/** A flag that may carry a time after `=`, such as `--watch` and `--watch=5m`; given to the command in milliseconds. */
interface OptionalDurationOption extends OptionBase {
  readonly type: "optional-duration";
  /** What the flag alone means. */
  readonly implied: string;
}

export type OptionSpec =
  | TextOption
  | FlagOption
  | IntegerOption
  | DurationOption
  | SizeOption
  | ChoiceOption
  | ListOption
  | OptionalValueOption
  | OptionalIntegerOption
  | OptionalDurationOption;

/** Keys are camelCase; the flag is the same in kebab-case, so `tokenServer` is `--token-server`. */
export type OptionSpecs = { readonly [key: string]: OptionSpec };
export type ArgSpecs = { readonly [key: string]: ArgSpec };

type NoSpecs = Readonly<Record<never, never>>;

/** `T`, or `undefined` too when the option has no default. */
type Defaulted<O, T> = O extends { readonly default: string | number } ? T : T | undefined;

export type OptionValue<O extends OptionSpec> = O extends { readonly type: "flag" } ? boolean
  : O extends { readonly type: "list" } ? readonly string[]
  : O extends { readonly type: "integer" | "duration" | "size" } ? Defaulted<O, number>
  : O extends { readonly type: "choice"; readonly choices: readonly (infer C)[] } ? Defaulted<O, C>
  : O extends { readonly type: "optional-value"; readonly choices: readonly (infer C)[] }
    ? true | C | undefined
  : O extends { readonly type: "optional-integer" } ? true | number | undefined
  : O extends { readonly type: "optional-duration" } ? number | undefined
  : Defaulted<O, string>;

export type ArgValue<A extends ArgSpec> = A extends { readonly many: true } ? readonly string[]
  : A extends { readonly optional: true } ? string | undefined
  : string;

/** What a command's `run` is given. */
export interface Call<A extends ArgSpecs = ArgSpecs, O extends OptionSpecs = OptionSpecs> {
  readonly args: { readonly [K in keyof A]: ArgValue<A[K]> };
  readonly options: { readonly [K in keyof O]: OptionValue<O[K]> };
  readonly globals: Globals;
  readonly io: Io;
  /** Aborted by ctrl-c and the other signals; hand it on to everything that waits. */
  readonly signal: AbortSignal;
  /** Writes one line to stderr; silent with `--quiet`. */
  readonly say: (message: string) => Promise<void>;
  /** Shows on stderr how far a download is, where somebody can see it. */
  readonly meter: Meter;
  /** Told of each request that goes to a server, where somebody wants to know. */
  readonly trace?: (line: string) => void;
  /** Where the run is told, where somebody looks into it. */
  readonly log?: Log;
  /** Called when the run is over, however it ends, what was deferred last first. */
  readonly defer: (close: () => void | Promise<void>) => void;
}

/**
 * What a command prints, which decides the global flags it takes: `list` all of them, `one` those about a single
 * record, `changes` those about what was written, `text` and `value` only `--output`, `none` no output flags at all.
 */
export type OutputShape = "list" | "one" | "changes" | "text" | "value" | "none";

/**
 * Where a command has its answer from, which decides the flags about that it takes. A command about a server of one's
 * own, or about foxden itself, reads no account: to it they would mean nothing.
 *
 * - `mirror`: what this machine keeps of the account, brought up to date first where it is too old.
 * - `server`: the account's server alone; with `--offline` it fails.
 * - `here`: no account at all.
 */
export type Source = "mirror" | "server" | "here";

/** A command. */
export interface Command<A extends ArgSpecs, O extends OptionSpecs> {
  readonly path: readonly string[];
  /** One line in lists of commands, without a full stop. */
  readonly summary: string;
  /** Further paragraphs of `--help`. */
  readonly about?: string;
  readonly output: OutputShape;
  readonly source: Source;
  /** The format when none is typed, of a command that prints for programs alone. */
  readonly exportFormat?: "json" | "ndjson" | OwnFormat;
  /** Formats of its own besides those that every command has; what it lists says how, in {@link rows}. */
  readonly formats?: readonly OwnFormat[];
  /** With these, `--fields help` and a misspelt field are answered without running anything. */
  readonly columns?: readonly ColumnHead[];
  /** It may take the whole screen, and takes the flags about that. */
  readonly fullScreen?: true;
  /** It runs although something is wrong with the config file, says so, and makes do with the rest of it. */
  readonly endures?: true | "silently";
  readonly args?: A;
  readonly options?: O;
  readonly examples: Examples;
  run(call: Call<A, O>): Promise<Outcome>;
}

/** A command whose own types have been forgotten: what the framework works with. */
export interface CommandSpec extends Command<ArgSpecs, OptionSpecs> {}

/** Declares a command; the parameters of `run` take their types from `args` and `options`. */
export function command<const A extends ArgSpecs = NoSpecs, const O extends OptionSpecs = NoSpecs>(
  spec: Command<A, O>,
): CommandSpec {
  return spec;
}
