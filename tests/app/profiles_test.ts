import assert from "node:assert/strict";
import { join } from "node:path";
import { configure } from "../../app/config/places.ts";
import { profileNames, requireProfile } from "../../app/config/profiles.ts";
import { listProfiles, type ProfileRow } from "../../app/profiles.ts";
import { EMAIL } from "../core/accounts/accounts_support.ts";
import { failsWith } from "../support/vectors.ts";
import { makeProfile, openSignedIn, rowsOf, type TestProfile } from "./app_support.ts";

async function listed({ home, warnings }: TestProfile, used = "default"): Promise<ProfileRow[]> {
  const warn = (sentence: string) => Promise.resolve(void warnings.push(sentence));
  return await rowsOf(await listProfiles(home, used, warn));
}

Deno.test("a profile is listed with its account, its server and whether it is the one used", async () => {
  await using account = await openSignedIn();
  const secrets = await account.app.secrets();
  await account.open({ profile: "work" }).keepSecrets(secrets);
  const about = {
    account: EMAIL,
    server: account.server.url,
    marks: ["local"],
    protection: "file mode",
    signedInAtMs: secrets.signedInAtMs,
  };
  assert.deepEqual(await listed(account, "work"), [
    { profile: "default", isDefault: false, ...about },
    { profile: "work", isDefault: true, ...about },
  ]);
});

Deno.test("nobody is asked for a passphrase: what is sealed stays unknown", async () => {
  await using account = await openSignedIn();
  await account.app.keepSecrets(await account.app.secrets(), "open sesame");
  const [row] = await listed(account);
  assert.deepEqual([row?.account, row?.server, row?.marks, row?.protection], [null, null, [], "sealed"]);
});

Deno.test("secrets that cannot be used are a row all the same", async () => {
  await using account = await openSignedIn();
  for (const [content, protection] of [["nonsense", "damaged"], ['{"version":9}', "newer"]] as const) {
    await Deno.writeTextFile(account.vaultPath, content);
    assert.deepEqual((await listed(account)).map((row) => [row.profile, row.protection]), [[
      "default",
      protection,
    ]]);
  }
});

Deno.test("a server that is not on this machine, and a demo's folder, are told by their marks", async () => {
  await using account = await openSignedIn();
  const secrets = await account.app.secrets();
  const servers = { ...secrets.servers, content: "https://accounts.example.org" };
  await account.app.keepSecrets({ ...secrets, servers });
  assert.deepEqual((await listed(account))[0]?.marks, []);
  const demo = await Deno.makeTempDir({ prefix: "foxden-demo-" });
  try {
    await Deno.mkdir(join(demo, "data", "default"), { recursive: true });
    await Deno.copyFile(account.vaultPath, join(demo, "data", "default", "vault"));
    const listing = await listProfiles(join(demo, "data"), "default", () => Promise.resolve());
    assert.deepEqual((await rowsOf(listing))[0]?.marks, ["demo"]);
  } finally {
    await Deno.remove(demo, { recursive: true });
  }
});

Deno.test("a profile is a folder with a sign-in in it, and nothing else is", async () => {
  await using profile = await makeProfile();
  assert.deepEqual(await profileNames(join(profile.home, "nowhere")), []);
  for (const name of ["b", "a", "empty", "bad name"]) await Deno.mkdir(join(profile.home, name));
  for (const name of ["b", "a", "bad name"]) await Deno.writeTextFile(join(profile.home, name, "vault"), "x");
  await Deno.mkdir(join(profile.home, "empty", "vault"));
  await Deno.writeTextFile(join(profile.home, "file"), "x");
  assert.deepEqual(await profileNames(profile.home), ["a", "b"]);
  await failsWith("failed.file", () => profileNames(join(profile.home, "file")));
});

Deno.test("a profile that is not there is refused with those that are", async () => {
  await using account = await openSignedIn();
  const env = (name: string) => name === "FOXDEN_DATA_DIR" ? account.home : undefined;
  await requireProfile(configure("default", env));
  const error = await failsWith("not-found.profile", () => requireProfile(configure("wrok", env)));
  assert.deepEqual(error.details, { profile: "wrok", others: ["default"] });
  const signedOut = await failsWith("auth.signed-out", () => account.open({ profile: "wrok" }).secrets());
  assert.deepEqual(signedOut.details, { profile: "wrok", others: ["default"] });
});
