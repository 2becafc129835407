/** `foxden config set` and `edit`: the config file is changed. */
import { readConfig, readSettings, unreadable } from "../../app/config/file.ts";
import { SETTING_NAMES, type SettingName, settingOf } from "../../app/config/settings.ts";
import { changeSetting, placeFor, removeKey, rewriteConfig } from "../../app/config/write.ts";
import { FoxdenError } from "../../core/errors.ts";
import { canEdit, withEdited } from "../editor.ts";
import { done } from "../outcome.ts";
import { checkValue, refuseFaults } from "../settings.ts";
import { type Call, command } from "../spec.ts";
import { environment, knownName } from "./config.ts";

export const set = command({
  path: ["config", "set"],
  summary: "Change a setting in the config file",
  about:
    "The file's comments, its order and everything else in it stay as they are; where the file is written in a way that " +
    "does not allow that, nothing is changed and config edit is the way. With -p the setting goes into that profile's " +
    "section. A link to a file elsewhere stays a link.",
  output: "none",
  source: "here",
  endures: true,
  args: {
    name: { help: "Such as sync.max_age; foxden config list names them" },
    value: { optional: true, help: "Such as 10m, true or json" },
  },
  options: { unset: { type: "flag", help: "Take the setting out of the file" } },
  examples: [
    { line: "config set sync.max_age 10m" },
    { line: "config set read_only true -p work", note: "for one profile alone" },
    { line: "config set output.format --unset" },
  ],
  async run(call) {
    const { args, options, io } = call;
    const profile = sectionOf(call);
    const where = profile === undefined ? "" : ` of profile ${profile}`;
    if (options.unset) {
      if (args.value !== undefined) refuse("--unset takes no value beside it", "--unset");
      const isGone = await unset(call, args.name, profile);
      return done(
        `${args.name}${where} ${isGone ? "is in the config file no more" : "was not in the config file"}.`,
      );
    }
    const name = knownName(args.name);
    const { value } = args;
    if (value === undefined) return refuse("missing argument VALUE", "VALUE");
    const text = checked(name, value, profile);
    await changeSetting(environment(io), { name, profile, text });
    const { env } = settingOf(name);
    const over = env !== undefined && io.env(env) ? ` ${env} stands over it in this shell.` : "";
    return done(`${name}${where} is ${text === "" ? "empty" : text} now.${over}`);
  },
});

type SettingCall = Pick<Call, "globals" | "io">;

/** Only a profile that was typed is meant: the one at hand by habit would put settings where nobody looks for them. */
function sectionOf({ globals }: SettingCall): string | undefined {
  return globals.settings.get("profile")?.origin === "flag" ? globals.profile : undefined;
}

function checked(name: SettingName, value: string, profile: string | undefined): string {
  const setting = settingOf(name);
  if (setting.topOnly && profile !== undefined) {
    refuse(`${name} cannot be in the section of a profile; leave -p out`, "--profile");
  }
  const text = setting.type === "flag" ? value.toLowerCase() : value;
  checkValue(setting, name, text);
  return text;
}

/** What is in the file by mistake has no setting's name. A key that holds a dot itself is one too, as it is or quoted. */
async function unset({ io }: SettingCall, name: string, profile: string | undefined): Promise<boolean> {
  const section = profile === undefined ? [] : ["profiles", profile];
  const { keyPath } = await import("../../app/config/toml.ts");
  for (const path of [keyPath(name) ?? name.split("."), [name]]) {
    if (await removeKey(environment(io), [...section, ...path])) return true;
  }
  knownName(name);
  return false;
}

function refuse(message: string, name: string): never {
  throw new FoxdenError("usage.value", message, { name });
}

export const edit = command({
  path: ["config", "edit"],
  summary: "Open the config file in your editor",
  about:
    "Opens what is in it, or all settings as comments where there is none yet, in VISUAL, EDITOR or vi. It is put in its " +
    "place only if foxden understands it; otherwise what was typed is kept, and foxden says where.",
  output: "none",
  source: "here",
  endures: true,
  examples: [{ line: "config edit" }],
  async run(call) {
    const env = environment(call.io);
    const file = await readConfig(env);
    const path = placeFor(file);
    if (file.isUnreadable) throw unreadable(file);
    if (!canEdit(call)) {
      const message = "cannot open an editor: this is no terminal, or --no-input is given";
      throw new FoxdenError("not-confirmed.no-terminal", message, { need: "foxden config set NAME VALUE" });
    }
    const before = file.text ?? template();
    return await withEdited(call, { text: before, name: "config.toml" }, async (text) => {
      if (text === before) return done("Nothing was changed.");
      refuseFaults({ path, ...await readSettings(text) });
      await rewriteConfig(env, file.text, text);
      return done(`${path} is changed.`);
    });
  },
});

/** Every setting as a comment, with what it is without the file. */
export function template(): string {
  const sections = Map.groupBy(SETTING_NAMES, (name) => name.split(".").slice(0, -1).join("."));
  const blocks = [...sections].map(([section, names]) => {
    const lines = names.flatMap((name) => {
      const setting = settingOf(name);
      const example = setting.default ?? (setting.type === "choice" ? setting.choices[0] : "") ?? "";
      const otherwise = setting.otherwise === undefined ? "" : ` (otherwise ${setting.otherwise})`;
      return [`# ${setting.help}${otherwise}`, `# ${name.split(".").at(-1)} = ${JSON.stringify(example)}`];
    });
    return [...section === "" ? [] : [`[${section}]`], ...lines].join("\n");
  });
  return `# Settings of foxden; foxden help config says more.\n\n${blocks.join("\n\n")}\n\n` +
    "# What one profile alone is to have:\n# [profiles.work]\n# read_only = true\n";
}
