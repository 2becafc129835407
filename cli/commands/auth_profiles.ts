/** `foxden auth list` and `use`: the profiles of this machine, and which one is used where none is named. */
import { configure, profilesFolder } from "../../app/config/places.ts";
import { requireProfile } from "../../app/config/profiles.ts";
import { readConfig } from "../../app/config/file.ts";
import { changeSetting } from "../../app/config/write.ts";
import { listProfiles, profileColumns } from "../../app/profiles.ts";
import { done, rows } from "../outcome.ts";
import { settle } from "../settings.ts";
import { command } from "../spec.ts";
import { environment } from "./config.ts";

export const list = command({
  path: ["auth", "list"],
  summary: "Show the profiles of this machine",
  about:
    "Asks neither a server nor for a passphrase: of a profile that is sealed with one, account and server stay unknown. " +
    "Marks are demo, for a profile of foxden demo, and local, for a server on this machine.",
  output: "list",
  source: "here",
  columns: profileColumns,
  examples: [{ line: "auth list" }, { line: "auth list --json | jq -r '.items[].profile'" }],
  async run({ io, say }) {
    const env = environment(io);
    // Without what was typed here, which says nothing of other commands.
    const used = settle({ typed: () => undefined, env: io.env, config: await readConfig(env) }).get(
      "profile",
    );
    const listing = await listProfiles(profilesFolder(env), used?.text ?? "default", say);
    return rows(listing);
  },
});

export const use = command({
  path: ["auth", "use"],
  summary: "Choose the profile that is used where none is named",
  about: "Writes it into the config file; -p and FOXDEN_PROFILE stand over that.",
  output: "none",
  source: "here",
  args: { profile: { label: "NAME", help: "Of a profile that there is, or default" } },
  examples: [{ line: "auth use work" }, { line: "auth use default" }],
  async run({ args: { profile: name }, io }) {
    const env = environment(io);
    const config = configure(name, env);
    // Who goes back to where everybody begins need not have signed in there.
    if (name !== "default") await requireProfile(config);
    await changeSetting(env, {
      name: "profile",
      profile: undefined,
      text: name === "default" ? undefined : name,
    });
    const over = io.env("FOXDEN_PROFILE") ? " In this shell FOXDEN_PROFILE stands over it." : "";
    return done(`Where no profile is named, "${name}" is used now.${over}`);
  },
});
