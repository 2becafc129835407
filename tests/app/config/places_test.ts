import assert from "node:assert/strict";
import { join } from "node:path";
import {
  configure,
  type Environment,
  isMozilla,
  MOZILLA_ROOT,
  oauthClient,
  serverFolder,
} from "../../../app/config/places.ts";
import { failsWith } from "../../support/vectors.ts";

const HOME = "/home/ann";
/** Where programs keep their own below a home folder. */
const CUSTOM = Deno.build.os === "darwin"
  ? join(HOME, "Library", "Application Support")
  : Deno.build.os === "windows"
  ? join(HOME, "AppData", "Roaming")
  : join(HOME, ".local", "share");

const env = (variables: Readonly<Record<string, string>>): Environment => (name) => variables[name];

Deno.test("a profile has a folder of its own where the system keeps such things", () => {
  const cases: [Record<string, string>, string][] = [
    [{ HOME }, join(CUSTOM, "foxden")],
    [{ USERPROFILE: HOME }, join(CUSTOM, "foxden")],
    [{ HOME, XDG_DATA_HOME: "/data" }, join("/data", "foxden")],
    [{ HOME, XDG_DATA_HOME: "data" }, join(CUSTOM, "foxden")],
    [{ HOME, XDG_DATA_HOME: "/data", FOXDEN_DATA_DIR: "/own" }, "/own"],
    [{ XDG_DATA_HOME: "/data" }, join("/data", "foxden")],
    [{ FOXDEN_DATA_DIR: "/own" }, "/own"],
  ];
  for (const [variables, base] of cases) {
    const folder = join(base, "work");
    assert.deepEqual(configure("work", env(variables)), {
      profile: "work",
      folder,
      vaultPath: join(folder, "vault"),
      mirrorPath: join(folder, "mirror.db"),
      journalPath: join(folder, "journal.db"),
      backupFolder: join(folder, "backups"),
    });
  }
});

Deno.test("without any home there is no place for a profile", async () => {
  const error = await failsWith("failed.file", () => configure("default", env({})));
  assert.match(error.message, /HOME/);
});

Deno.test("a profile is named by what can be the name of one folder", async () => {
  for (const name of ["default", "Work-2", "a", "_x", "-x", "a.b", "a..b", "0".repeat(64)]) {
    assert.equal(configure(name, env({ HOME })).profile, name);
  }
  const odd = ["", ".", "..", ".hidden", "a/b", "../x", "a\\b", "a b", "ä", "a\n", "a\0", "0".repeat(65)];
  for (const name of odd) {
    const error = await failsWith("usage.value", () => configure(name, env({ HOME })));
    assert.deepEqual(error.details, { name: "--profile" });
  }
});

Deno.test("the embedded server keeps its data beside the profiles, not among them", () => {
  assert.equal(serverFolder(env({ HOME })), join(CUSTOM, "foxden-server"));
  assert.equal(serverFolder(env({ HOME, XDG_DATA_HOME: "/data" })), join("/data", "foxden-server"));
  assert.equal(serverFolder(env({ HOME, FOXDEN_DATA_DIR: "/own" })), join(CUSTOM, "foxden-server"));
  assert.equal(serverFolder(env({ HOME, FOXDEN_SERVER_DIR: "/srv" })), "/srv");
});

Deno.test("foxden is itself everywhere but at Mozilla, and ends sign-ins below the deployment's root", () => {
  assert.ok(isMozilla(MOZILLA_ROOT) && !isMozilla("https://accounts.example.org"));
  assert.deepEqual(oauthClient("https://accounts.example.org", env({})), {
    id: "f07d3a0000000001",
    redirectUri: "https://accounts.example.org/oauth/success/f07d3a0000000001",
  });
  assert.deepEqual(oauthClient("https://accounts.firefox.com", env({})), {
    id: "a2270f727f45f648",
    redirectUri: "https://accounts.firefox.com/oauth/success/a2270f727f45f648",
  });
});

Deno.test("client id and redirect can be said, each by itself", () => {
  const root = "https://accounts.firefox.com";
  const id = oauthClient(root, env({ FOXDEN_CLIENT_ID: "abc" }));
  assert.deepEqual(id, { id: "abc", redirectUri: `${root}/oauth/success/abc` });
  const redirect = oauthClient(root, env({ FOXDEN_REDIRECT_URI: "https://own.example/done" }));
  assert.deepEqual(redirect, { id: "a2270f727f45f648", redirectUri: "https://own.example/done" });
});
