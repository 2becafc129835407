import assert from "node:assert/strict";
import { join } from "node:path";
import {
  address,
  collection,
  host,
  path,
  plainly,
  profile,
  rowOf,
  setting,
  warning,
  words,
} from "../../../app/doctor/finding.ts";
import { ReportSpeaker } from "../../../app/doctor/report.ts";
import { refresh } from "../../../app/refresh.ts";
import { openSynced, put } from "../app_support.ts";
import { plan } from "../writing_support.ts";
import { look } from "./doctor_support.ts";

const WHOSE = { home: "/home/ann", profile: "secret-job", ids: ["ann@example.org", "0123456789abcdef"] };

/** What a report says of a sentence. */
const said = (sentence: Parameters<typeof warning>[1], speaker = new ReportSpeaker(WHOSE)) =>
  speaker.rowOf(warning("check", sentence, ["do something"])).detail;

Deno.test("a sentence is said in full to the person, and without what is personal to everybody", () => {
  const sentence = words`${profile("secret-job")} of ${address("ann@example.org")} at ${
    host("sync.ann.example:8000")
  }`;
  assert.equal(
    rowOf(warning("check", sentence, []), plainly).detail,
    "secret-job of ann@example.org at sync.ann.example:8000",
  );
  assert.equal(said(sentence), "profile-1 of account-1 at server-1");
});

Deno.test("the same thing has the same name throughout a report, and another one another", () => {
  const speaker = new ReportSpeaker(WHOSE);
  const sentence = words`${host("a.example")} ${host("b.example")} ${host("a.example")}`;
  assert.equal(said(sentence, speaker), "server-1 server-2 server-1");
  assert.equal(said(words`${host("b.example")}`, speaker), "server-2");
});

Deno.test("servers that everybody has are named, and no other that only looks like them", () => {
  for (
    const name of [
      "api.accounts.firefox.com",
      "token.services.mozilla.com",
      "sync-1.sync.services.mozilla.com:443",
    ]
  ) {
    assert.equal(said(words`${host(name)}`), name);
  }
  for (const name of ["mozilla.com.evil.example", "notmozilla.com", "firefox.com.example"]) {
    assert.equal(said(words`${host(name)}`), "server-1");
  }
  assert.equal(said(words`${host("127.0.0.1:8000")}`), "server-1 (this machine)");
});

Deno.test("a path begins at the home folder, and one elsewhere is only foxden's own file in a folder", () => {
  assert.equal(said(words`${path("/home/ann/.config/foxden/config.toml")}`), "~/.config/foxden/config.toml");
  assert.equal(
    said(words`${path("/home/ann/.local/share/foxden/secret-job/vault")}`),
    "~/.local/share/foxden/profile-1/vault",
  );
  assert.equal(said(words`${path("/home/ann")}`), "~");
  assert.equal(said(words`${path("/home/annabel/x")}`), "folder-1");
  const speaker = new ReportSpeaker(WHOSE);
  assert.equal(
    said(words`${path("/mnt/ann/data/mirror.db")} ${path("/mnt/ann/data")}`, speaker),
    "folder-1/mirror.db folder-1",
  );
});

Deno.test("a home folder is known however it is written, and the root of all folders is none", () => {
  const config = path("/home/ann/.config/foxden/config.toml");
  for (const home of ["/home/ann/", "/home/ann//", "/home//ann"]) {
    assert.equal(
      said(words`${config}`, new ReportSpeaker({ ...WHOSE, home })),
      "~/.config/foxden/config.toml",
    );
  }
  const rooted = new ReportSpeaker({ ...WHOSE, home: "/" });
  assert.equal(said(words`there is no ${config}`, rooted), "there is no folder-1/config.toml");
});

Deno.test("values that many have are shown, and all others are not", () => {
  const shown = (text: string) => said(words`${setting(text)}`);
  const usual =
    "xterm-256color tmux-256color screen xterm-kitty linux vt220 dumb C.UTF-8 en_GB.utf8 de_DE.UTF-8 off";
  for (const text of usual.split(" ")) assert.equal(shown(text), text);
  for (const text of ["ann@example.corp", "en_GB.UTF-8@ann", "xterm-ann", "ann.UTF-8", "0123456789abcdef"]) {
    assert.equal(shown(text), "an odd value");
  }
});

Deno.test("collections of one's own have no name in a report", () => {
  assert.equal(said(words`${collection("history")} ${collection("ann-notes")}`), "history collection-1");
});

Deno.test("what should have been marked as personal and was not is taken out all the same", () => {
  const leak = words`${"ann@example.org in /home/ann/x with 0123456789abcdef"}`;
  assert.equal(said(leak), "(id) in ~/x with (id)");
  const near = "/mnt/home/ann and /home/annabel";
  assert.equal(said(words`${near} but file:///home/ann`), `${near} but file://~`);
});

Deno.test("a report of an account holds nothing that was planted, wherever it was planted", async () => {
  await using account = await openSynced();
  const { app } = account;
  const marks = ["MARKtitle", "MARKurl", "MARKhost", "MARKpass", "MARKfolder", "MARKvalue"];
  await put(app, "bookmarks", { id: "MARKtitle", type: 7, title: "MARKtitle", bmkUri: "http://MARKurl/" });
  await put(app, "MARKvalue", { id: "MARKvalue00x", deleted: "MARKvalue" });
  await refresh(app, { collections: "all" });
  const pending = await plan(app, "forms", [{ id: "MARKtitle000", name: "MARKtitle", value: "MARKvalue" }]);
  await pending.commit(() => {});
  const home = join(account.home, "MARKfolder");
  const config = join(home, ".config", "foxden");
  await Deno.mkdir(config, { recursive: true });
  await Deno.writeTextFile(join(config, "config.toml"), 'MARKvalue = "MARKpass"\n', { mode: 0o644 });
  await Deno.chmod(app.config.mirrorPath, 0o644);
  const { email, uid, deviceId = "", refreshToken = "", syncKey } = await app.secrets();
  const env = {
    HOME: home,
    HTTPS_PROXY: "http://MARKpass:MARKpass@MARKhost.example:1",
    EDITOR: "/opt/MARKfolder/edit --MARKvalue",
    BROWSER: "MARKvalue%s",
    PAGER: "$MARKvalue",
    TERM: "MARKvalue@MARKhost.corp",
    LANG: "MARKvalue.UTF-8",
    TMUX: "/tmp/MARKfolder",
  };
  const { rows } = await look(account, { report: true, deep: true, env });
  const text = JSON.stringify(rows);
  const [name = ""] = email.split("@");
  assert.doesNotMatch(text, new RegExp(`\\b${RegExp.escape(name)}\\b`, "i"));
  const personal = [
    email,
    uid,
    deviceId,
    refreshToken,
    syncKey.kid,
    account.home,
    new URL(account.server.url).host,
  ];
  for (const mark of [...marks, ...personal]) {
    assert.ok(mark.length > 2 && !text.toLowerCase().includes(mark.toLowerCase()), `${mark} is in ${text}`);
  }
  const told = (check: string) => rows.find((row) => row.check === check)?.state;
  assert.deepEqual([told("config"), told("modes"), told("records")], ["problem", "warning", "warning"]);
  assert.match(text, /~\/\.config\/foxden\/config\.toml/);
});
