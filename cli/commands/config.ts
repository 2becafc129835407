/** `foxden config list`, `get` and `path`: settings, and where each one comes from. */
import { type Column, type Listing, NONE_MALFORMED } from "../../app/columns.ts";
import { readConfig } from "../../app/config/file.ts";
import { type Environment, environmentOf } from "../../app/config/places.ts";
import {
  isSettingName,
  SETTING_NAMES,
  type SettingName,
  settingOf,
  variableFaults,
} from "../../app/config/settings.ts";
import { placeFor } from "../../app/config/write.ts";
import { onePage } from "../../app/read.ts";
import { FoxdenError } from "../../core/errors.ts";
import type { Io } from "../io.ts";
import { failing, rows, value } from "../outcome.ts";
import { guessName, type Settings, type Settled, tellFaults, variableRefusal } from "../settings.ts";
import { command } from "../spec.ts";
import { visible } from "../../app/display/text.ts";

interface SettingRow {
  readonly name: SettingName;
  readonly settled: Settled;
}

const settingColumns: readonly Column<SettingRow>[] = [
  { name: "name", value: (row) => row.name },
  { name: "value", value: ({ settled }) => settled.text ?? null },
  { name: "source", value: ({ settled }) => settled.source },
  {
    name: "origin",
    value: ({ settled }) => settled.origin,
    shape: { enum: ["flag", "env", "config", "default"] },
    detail: true,
  },
  { name: "default", value: ({ name }) => defaultText(name), detail: true },
  { name: "env", value: ({ name }) => settingOf(name).env ?? null, detail: true },
  { name: "flag", value: ({ name }) => settingOf(name).flag ?? null, detail: true },
  { name: "about", value: ({ name }) => settingOf(name).help, detail: true },
];

function defaultText(name: SettingName): string | null {
  const { default: text } = settingOf(name);
  return text === undefined ? null : String(text);
}

const rowsOf = (settings: Settings): SettingRow[] =>
  [...settings].map(([name, settled]) => ({ name, settled }));

/** Variables as the application sees them: an empty one is not set. */
export const environment = ({ env }: Pick<Io, "env">): Environment => environmentOf(env);

export const list = command({
  path: ["config", "list"],
  summary: "Show all settings, with the source of each",
  about:
    "What holds for a setting is said by a flag, else by its variable, else by the section of the profile in the config " +
    "file, else by the rest of that file, else by its default. Where something is wrong with the file, it is named, the " +
    "rest of it is shown, and the exit code is 2. More: foxden help config",
  output: "list",
  source: "here",
  endures: true,
  columns: settingColumns,
  examples: [
    { line: "config list" },
    { line: "config list -p work", note: "as they are for another profile" },
    { line: "config list --json" },
  ],
  async run({ globals, io }) {
    const listing: Listing<SettingRow> = {
      kind: "settings",
      columns: settingColumns,
      pages: onePage(rowsOf(globals.settings)),
      malformed: () => NONE_MALFORMED,
    };
    const file = await readConfig(environment(io));
    // One that a flag stands over does no harm here.
    const variables = variableFaults(io.env).filter(({ name }) =>
      globals.settings.get(name)?.origin !== "flag"
    );
    if (file.faults.length + variables.length === 0) return rows(listing);
    // Others were told of as warnings, which who asks for quiet does not see; an exit code alone says too little.
    if (globals.quiet) {
      await tellFaults(
        file,
        variables.map(variableRefusal),
        async (line) => await io.stderr.write(`${visible(line)}\n`),
      );
    }
    return failing(rows(listing), "usage");
  },
});

export const get = command({
  path: ["config", "get"],
  summary: "Print one setting",
  about:
    "Prints what holds now, from wherever it comes; an empty line where nothing is said and there is no default.",
  output: "value",
  source: "here",
  endures: true,
  args: { name: { help: "Such as sync.max_age" } },
  examples: [{ line: "config get sync.max_age" }, { line: "config get read_only -p work" }],
  run({ args, globals }) {
    const name = knownName(args.name);
    const { text = "" } = globals.settings.get(name) ?? {};
    return Promise.resolve(value(text, { field: name, secret: false }));
  },
});

export const path = command({
  path: ["config", "path"],
  summary: "Print where the config file is",
  about: "Or where it will be, once there is one.",
  output: "value",
  source: "here",
  endures: true,
  examples: [{ line: "config path" }],
  async run({ io }) {
    return value(placeFor(await readConfig(environment(io))), { field: "path", secret: false });
  },
});

/** @throws {FoxdenError} `usage.value` for a name that no setting has */
export function knownName(text: string): SettingName {
  if (isSettingName(text)) return text;
  const guess = guessName(text, SETTING_NAMES).replace(/^$/, "; foxden config list names them");
  throw new FoxdenError("usage.value", `there is no setting "${text}"${guess}`, { name: "NAME" });
}
