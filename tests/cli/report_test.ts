import assert from "node:assert/strict";
import { type AnyFoxdenError, type ErrorCode, FoxdenError, isFoxdenError } from "../../core/errors.ts";
import { noSuchRecord } from "../../app/raw_rows.ts";
import type { Asked } from "../../cli/hints.ts";
import { describeFailure, EXITS, failureJson, failureText } from "../../cli/report.ts";
import { plainPaint } from "../../cli/style.ts";
import { cellWidth } from "../../app/display/text.ts";
import { foxden } from "./memory_io.ts";

const ASKED: Asked = {
  command: "passwords get",
  options: {
    user: { type: "string", help: "" },
    reveal: { type: "optional-value", choices: ["inline"], help: "" },
  },
  profile: "default",
};

const textOf = (error: unknown, asked = ASKED) => failureText(describeFailure(error, asked), plainPaint, 200);

Deno.test("a failure is what, why, what to do and its code", () => {
  const error = new FoxdenError("auth.revoked", "This sign-in does not hold any more", {});
  assert.equal(
    textOf(error, { ...ASKED, profile: "work" }),
    [
      "foxden: this sign-in does not hold any more",
      "  why   this sign-in was ended: on another device, by its age, by a new password, or with the account itself",
      "  try   foxden auth login -p work  to sign in again",
      "  code  auth (exit 4)",
      "",
    ].join("\n"),
  );
});

Deno.test("a server on this machine may not be running, and may not speak https", () => {
  const advise = (host: string, server?: string) =>
    textOf(new FoxdenError("network.unreachable", "Cannot reach it", { host }), {
      ...ASKED,
      given: { server },
    });
  assert.match(advise("127.0.0.1:8000"), /is the server running\?/);
  assert.doesNotMatch(advise("127.0.0.1:8000", "http://127.0.0.1:8000"), /https/);
  assert.match(
    advise("[::1]:8000", "https://[::1]:8000"),
    /try +--server http:\/\/\[::1\]:8000 +.*not https/,
  );
  assert.doesNotMatch(advise("sync.example", "https://sync.example"), /running|--server/);
});

Deno.test("each reason why an address cannot be had has its own advice", () => {
  const faults = ["in-use", "not-local", "unknown-name", "not-allowed", "other"] as const;
  const texts = faults.map((fault) =>
    textOf(new FoxdenError("failed.listen", "Cannot listen", { address: "a:1", fault }))
  );
  assert.equal(new Set(texts).size, faults.length);
  assert.match(texts[0] ?? "", /another program has that port, perhaps another foxden serve/);
  assert.doesNotMatch(texts.join(), /:0 /);
});

Deno.test("advice on a server's folder repeats the folder that was given, as a shell reads it", () => {
  const error = new FoxdenError("not-found.match", "No account", { collection: "users" });
  const lineFor = (data: string) => textOf(error, { ...ASKED, given: { data } });
  assert.match(lineFor("/srv/foxden"), /foxden serve user list --data \/srv\/foxden {2}/);
  assert.match(lineFor("my dir's"), /--data 'my dir'\\''s' {2}/);
});

Deno.test("advice on what a server does not take names the profile at hand", () => {
  const error = new FoxdenError("server.too-large", "forms: too much", { at: "forms" });
  assert.match(textOf(error, { ...ASKED, profile: "work" }), /foxden quota -p work {2}to see its limits/);
});

Deno.test("what does not fit into one batch goes in parts, and bookmarks only in several runs", () => {
  const options = { inParts: { type: "flag", help: "" } } as const;
  const advise = (at: string, command: string) =>
    textOf(new FoxdenError("server.too-large", "Too much", { at }), { ...ASKED, command, options });
  assert.match(advise("forms", "records put"), /--in-parts/);
  assert.match(advise("bookmarks", "bookmarks add"), /visible all at once.*\n[^]*split the input/);
  for (const each of [advise("bookmarks", "records put"), advise("forms/a", "records put")]) {
    assert.doesNotMatch(each, /--in-parts/);
  }
});

Deno.test("with --json a failure is one line of JSON and stdout stays empty", async () => {
  for (const argv of [["--json"], ["--ndjson"], ["-f", "json"], ["--format=ndjson"]]) {
    const { stdout, stderr, code } = await foxden(["books", "get", "nosuch", ...argv]);
    assert.deepEqual([stdout, code, stderr.indexOf("\n")], ["", 3, stderr.length - 1]);
    assert.deepEqual(JSON.parse(stderr).error, {
      code: "not-found",
      reason: "not-found.record",
      exit: 3,
      message: 'No book "nosuch"',
      why: "the account holds nothing of that id",
      ids: ["nosuch"],
      try: ["foxden records list books"],
      requestId: null,
      retryAfter: null,
    });
  }
});

Deno.test("wrong words are told in JSON too when it was asked for", async () => {
  const { stderr } = await foxden(["boks", "--json"]);
  assert.deepEqual(JSON.parse(stderr).error.exit, 2);
  assert.equal(
    JSON.parse((await foxden(["boks"], { env: { FOXDEN_FORMAT: "json" } })).stderr).error.code,
    "usage",
  );
});

Deno.test("notes stand below each other also where a command holds wide letters", () => {
  const fields = [{ id: "漢字", field: "value", before: 1, mine: 2, theirs: 3 }];
  const error = new FoxdenError("conflict.fields", "It changed", { collection: "forms", fields });
  const options = { force: { type: "flag", help: "" } } as const;
  const text = textOf(error, { ...ASKED, command: "records put", options });
  const columns = ["to see", "to write"].map((note) => {
    const line = text.split("\n").find((each) => each.includes(note)) ?? "";
    return cellWidth(line.slice(0, line.indexOf(note)));
  });
  assert.equal(columns[0], columns[1], text);
});

Deno.test("what would leave the tree out of order names the record, and the flag where there is one", () => {
  const error = new FoxdenError("conflict.tree", "It would be out of order", { id: "vJ3k0aQ2mZ9t" });
  const options = { force: { type: "flag", help: "" } } as const;
  const text = textOf(error, { ...ASKED, command: "undo", options });
  assert.match(
    text,
    /foxden bookmarks get vJ3k0aQ2mZ9t .*\n +--force +to find another place, Other Bookmarks,/,
  );
  assert.doesNotMatch(textOf(error), /--force/);
});

Deno.test("a busy server says when to come back", () => {
  const error = new FoxdenError("server.busy", "The server is busy", { status: 503, retryAfterSeconds: 7 });
  assert.match(textOf(error), /try +run it again in 7 s\n +code +server \(exit 8\)/);
  assert.equal(JSON.parse(failureJson(describeFailure(error, ASKED))).error.retryAfter, 7);
});

Deno.test("an anti-robot page is named and the browser offered", () => {
  const text = textOf(new FoxdenError("server.challenge", "The server wants a browser", { status: 406 }));
  assert.match(text, /page against robots/);
  assert.match(text, /foxden auth login --browser/);
  assert.doesNotMatch(text, /406/);
});

Deno.test("several matches are all named, with the flag to choose one", () => {
  const error = new FoxdenError("ambiguous.match", "2 logins match", {
    collection: "passwords",
    candidates: ["github.com annl", "github.com annl-work"],
  });
  assert.match(textOf(error), /github\.com annl; github\.com annl-work\n +try +--user NAME/);
  assert.deepEqual(JSON.parse(failureJson(describeFailure(error, ASKED))).error.candidates.length, 2);
});

Deno.test("several matches without such a flag lead to one of them and to the list", () => {
  const error = new FoxdenError("ambiguous.match", "2 of devices match", {
    collection: "devices",
    candidates: ["Pixel", "Fennec"],
  });
  const { tries } = describeFailure(error, { ...ASKED, command: "devices get", options: {} });
  assert.deepEqual(tries.map(({ line }) => line), ["foxden devices get Pixel", "foxden devices list"]);
});

Deno.test("what is missing in cards is missing in cards, and not in creditcards", () => {
  assert.equal(noSuchRecord("creditcards", "nosuch").message, 'No record "nosuch" in cards');
  assert.equal(noSuchRecord("extension-storage", "nosuch").message, 'No record "nosuch" in extstorage');
  assert.match(textOf(noSuchRecord("creditcards", "nosuch")), /foxden cards list/);
});

Deno.test("a file that is missing is just missing where no server's folder was named", () => {
  const error = new FoxdenError("not-found.file", "Cannot read nofile", { path: "nofile" });
  const advise = (command: string) =>
    textOf(error, { ...ASKED, command, options: { data: { type: "string", help: "" } } });
  assert.match(advise("api"), /why +nofile does not exist\n +try +check the name\n/);
  assert.match(advise("serve user list"), /no server was ever started/);
});

Deno.test("what is not in a copy that may be old can be looked for on the server", () => {
  const error = new FoxdenError("not-found.match", "No login", { collection: "passwords" });
  assert.match(textOf(error, { ...ASKED, mayBeOld: true }), /try +--fresh +to ask the server first/);
  assert.doesNotMatch(textOf(error), /--fresh/);
});

Deno.test("each reason why the local copy cannot be used has its own advice", () => {
  const faults = ["damaged", "newer", "busy", "read-only", "full", "other"] as const;
  const texts = faults.map((fault) =>
    textOf(new FoxdenError("failed.mirror", "The local copy", { path: "/x/mirror.db", fault }))
  );
  assert.equal(new Set(texts).size, faults.length);
  assert.match(texts[0] ?? "", /run it again: it is thrown away then, and read anew/);
  assert.match(texts[1] ?? "", /use that foxden, or another profile with -p NAME/);
  assert.match(texts[2] ?? "", /another foxden is bringing it up to date\n +try +run it again/);
  assert.match(texts[4] ?? "", /free some space/);
});

Deno.test("what cannot be had offline says what would bring it, and what is written is not kept for later", () => {
  const advise = (what: string, command: string, options: Asked["options"] = {}) =>
    textOf(new FoxdenError("network.offline", "Not here", { what }), {
      ...ASKED,
      command,
      options,
      profile: "work",
    });
  assert.match(
    advise("history", "history list"),
    /without --offline.*\n +foxden sync history -p work +once there is/,
  );
  assert.match(advise("quota", "quota"), /once with a network: its last answer is kept/);
  assert.doesNotMatch(advise("quota", "quota") + advise("the server", "auth login"), /foxden sync/);
  const writing = { dryRun: { type: "flag", help: "" } } as const;
  for (const command of ["records put", "undo", "collections wipe", "backup restore"]) {
    assert.match(advise("the server", command, writing), /nothing waits here to be sent/);
  }
  assert.doesNotMatch(advise("the server", "sync", writing), /waits here/);
});

Deno.test("what is read offline but not from the copy as it is names the flags that ask for more", () => {
  const advise = (command: string) =>
    textOf(new FoxdenError("network.offline", "Not here", { what: "the server" }), { ...ASKED, command });
  for (const command of ["history list", "records get"]) {
    assert.match(advise(command), /why +nothing here is as new as --max-age.*--raw/);
    assert.match(advise(command), /or without --raw and --max-age, to take what is here/);
  }
  assert.doesNotMatch(advise("sync") + advise("records put"), /--max-age|--raw/);
});

Deno.test("hints name only flags that the command has", () => {
  const error = new FoxdenError("not-confirmed.secret-on-terminal", "Not shown", { field: "password" });
  assert.match(textOf(error), /--reveal=inline /);
  assert.doesNotMatch(textOf(error), /--copy/);
  assert.doesNotMatch(textOf(error, { ...ASKED, options: {} }), /--reveal/);
});

Deno.test("control characters in an error are shown as text", () => {
  const text = textOf(new FoxdenError("usage.value", "bad \x1b[2J\u202e value", { name: "x" }));
  assert.match(text, /bad \\x1b\[2J\\u202e value/);
});

Deno.test("a defect is exit 70, three short lines, no trace and not a word of what it said", async () => {
  const { stdout, stderr, code } = await foxden(["books", "check", "--crash"]);
  assert.deepEqual([stdout, code], ["", 70]);
  assert.equal(stderr.split("\n").length, 4);
  assert.doesNotMatch(stderr, /hunter2|\bat .*:\d+/);
});

Deno.test("FOXDEN_DEBUG=1 shows where a defect happened, and 0 does not", async () => {
  const traceOf = async (value: string) =>
    (await foxden(["books", "check", "--crash"], { env: { FOXDEN_DEBUG: value } })).stderr;
  assert.match(await traceOf("1"), /TypeError: hunter2 is not a function\n +at /);
  assert.doesNotMatch(await traceOf("0"), /TypeError: /);
});

Deno.test("the kinds of failures have the exit codes of the documented table", () => {
  const table = Object.fromEntries(Object.entries(EXITS).map(([kind, { exit }]) => [kind, exit]));
  assert.deepEqual(table, {
    failed: 1,
    usage: 2,
    "not-found": 3,
    auth: 4,
    ambiguous: 5,
    conflict: 6,
    network: 7,
    server: 8,
    partial: 9,
    findings: 10,
    "not-confirmed": 11,
    crypto: 12,
    "read-only": 13,
  });
});

Deno.test("a plain no is told in two lines, and what was typed wrong with how to go on", () => {
  const told = (answer: "no" | "other") =>
    textOf(new FoxdenError("not-confirmed.declined", "Nothing was changed", { answer }));
  assert.equal(told("no"), "foxden: nothing was changed\n  code  not-confirmed (exit 11)\n");
  assert.match(told("other"), /not the one asked for\n {2}try +run it again, and answer as it asks\n/);
});

Deno.test("every kind of failure can be told in text and in JSON", () => {
  const samples: AnyFoxdenError[] = [];
  const add = <C extends ErrorCode>(code: C, details: FoxdenError<C>["details"]) => {
    const error: FoxdenError = new FoxdenError(code, "It failed", details);
    if (isFoxdenError(error)) samples.push(error);
  };
  add("not-found.setup", { missing: "meta/global" });
  add("auth.blocked", { unblockable: true });
  add("auth.keys-changed", { status: "invalid-client-state" });
  add("conflict.changed", { resource: "bookmarks" });
  add("network.unreachable", { host: "sync.example" });
  add("network.timeout", { host: "sync.example" });
  add("network.offline", { what: "history" });
  for (const fault of ["damaged", "newer", "busy", "read-only", "full", "other"] as const) {
    add("failed.mirror", { path: "/x/mirror.db", fault });
  }
  add("server.errno", { errno: 999, status: 400 });
  add("partial.malformed", { malformed: 2 });
  add("crypto.wrong-keys", {});
  add("failed.listen", { address: "127.0.0.1:80", fault: "in-use" });
  add("failed.file", { path: "/x/y", fault: "damaged" });
  add("partial.written", { collection: "forms", written: 1, of: 2 });
  add("failed.program", { name: "xdg-open" });
  for (const fault of ["syntax", "unknown", "value", "by-hand"] as const) {
    add("usage.config", { path: "/x/config.toml", line: 3, column: 1, fault });
  }
  add("not-found.profile", { profile: "wrok", others: ["work"] });
  add("auth.signed-out", { profile: "wrok", others: ["work"] });
  add("read-only.refused", {});
  add("failed.file", { path: "/x/y", fault: "changed" });
  for (const error of samples) {
    assert.match(
      textOf(error),
      new RegExp(`^foxden: it failed\n(.*\n)*  code  ${error.kind} \\(exit \\d+\\)\n$`),
    );
    assert.equal(JSON.parse(failureJson(describeFailure(error, ASKED))).error.reason, error.code);
    assert.doesNotMatch(textOf(error), /undefined|\[object|400|999/);
  }
});
