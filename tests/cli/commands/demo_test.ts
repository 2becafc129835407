import assert from "node:assert/strict";
import { demoEnvironment, exportLines } from "../../../cli/demo_account.ts";
import { makeProfile } from "../../app/app_support.ts";
import { expectSuccess, linesOf } from "../../stories/expect.ts";
import { runOn } from "./on_profile.ts";

/** What a person may have set up for an account of their own. */
const OWN = {
  FOXDEN_PROFILE: "work",
  FOXDEN_FORMAT: "json",
  FOXDEN_CLIENT_ID: "0123456789abcdef",
  FOXDEN_REDIRECT_URI: "no address",
};

Deno.test("the tour on a terminal with colours shows no escape sequence, sent or as text", async () => {
  await using profile = await makeProfile();
  const env = { TERM: "xterm-256color", FORCE_COLOR: "1" };
  const run = await runOn(profile, ["demo", "--rows", "5"], { onTerminal: true, columns: 100, env });
  const lines = linesOf(expectSuccess(run).stdout);
  assert.ok(lines.filter((line) => line.startsWith("$ foxden ")).length >= 6);
  assert.ok(lines.some((line) => /^LAST VISIT +TITLE/.test(line)), "tables have their heads");
  const escapes = ["\x1b", "\\x1b", "\\u001b"];
  assert.deepEqual(lines.filter((line) => escapes.some((escape) => line.includes(escape))), []);
});

Deno.test("what a person has set up for an account of their own does not reach into the demo", async () => {
  await using profile = await makeProfile();
  const run = await runOn(profile, ["demo", "--rows", "5"], { env: OWN });
  const { stdout } = expectSuccess(run);
  assert.match(stdout, /^Profile +default \[demo\]$/m);
  assert.match(stdout, /^LAST VISIT +TITLE/m, "the format is the tour's own");
  assert.deepEqual([...Deno.readDirSync(profile.home)], [], "nor is anything of theirs touched");
  const inside = demoEnvironment("/tmp/demo");
  for (const [name, value] of Object.entries(OWN)) {
    assert.notEqual(inside[name], undefined, `${name} is set in the demo`);
    assert.notEqual(inside[name], value);
  }
});

Deno.test("the lines for another shell set the four folders of the demo", () => {
  const lines = linesOf(exportLines("/tmp/demo"));
  const folders = lines.filter((line) => /^export FOXDEN_[A-Z]+_DIR='\/tmp\/demo\/[a-z]+'$/.test(line));
  assert.equal(folders.length, 4, lines.join("\n"));
});
