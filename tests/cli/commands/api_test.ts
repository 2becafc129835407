import assert from "node:assert/strict";
import { join } from "node:path";
import { put } from "../../app/app_support.ts";
import { openWriting, type WritingAccount } from "../../app/writing_support.ts";
import { EMAIL } from "../../core/accounts/accounts_support.ts";
import { expectFailure, expectSuccess } from "../../stories/expect.ts";
import { runOn } from "./on_profile.ts";

const api = (account: WritingAccount, words: string, around: Parameters<typeof runOn>[2] = {}) =>
  runOn(account, ["api", ...words.split(" ")], around);

Deno.test("the body is printed as it came, with its head where that is asked for, or not at all", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", { id: "a" });
  const bare = expectSuccess(await api(account, "get storage/forms"));
  assert.deepEqual([bare.stdout, bare.stderr], ['["a"]', ""]);
  const { stdout } = expectSuccess(await api(account, "GET storage/forms -i"));
  assert.match(stdout, /^HTTP 200 OK\n(?:[a-z-]+: .*\n)*x-weave-records: 1\n(?:[a-z-]+: .*\n)*\n\["a"\]$/);
  assert.equal(expectSuccess(await api(account, "GET storage/forms --silent")).stdout, "");
  const head = expectSuccess(await api(account, "HEAD storage/forms -i"));
  assert.match(head.stdout, /^HTTP 200 OK\n[^]*\n\n$/);
  const path = join(account.home, "answer");
  assert.equal(expectSuccess(await runOn(account, ["api", "GET", "storage/forms", "-o", path])).stdout, "");
  assert.equal(await Deno.readTextFile(path), '["a"]');
});

Deno.test("a body comes from the words, a file or stdin", async () => {
  await using account = await openWriting();
  const path = join(account.home, "body.json");
  await Deno.writeTextFile(path, '{"payload":"from a file"}');
  const send = (data: string, around = {}) =>
    runOn(account, ["api", "PUT", "storage/notes/first", "-d", data, "--yes"], around);
  const stored = async () => JSON.parse((await api(account, "GET storage/notes/first")).stdout).payload;
  for (const [data, wanted] of [['{"payload":"typed"}', "typed"], [`@${path}`, "from a file"]] as const) {
    assert.match(expectSuccess(await send(data)).stdout, /^\d+\.\d\d$/);
    assert.equal(await stored(), wanted);
  }
  expectSuccess(await send("@-", { stdin: '{"payload":"piped"}' }));
  assert.equal(await stored(), "piped");
  expectFailure(
    await runOn(account, ["api", "PUT", "storage/x/y", "-d", "@/no/such", "--json"]),
    3,
    "not-found.file",
  );
  const missing = await runOn(account, ["api", "PUT", "storage/x/y", "-d", "@/no/such"]);
  assert.match(missing.stderr, /\/no\/such does not exist/);
  assert.doesNotMatch(missing.stderr, /foxden serve|stdin/);
  const nameless = expectFailure(
    await runOn(account, ["api", "PUT", "storage/x/y", "-d", "@", "--json"]),
    2,
    "usage.value",
  );
  assert.match(String(nameless["message"]), /--data: expected a file/);
});

Deno.test("whatever may change something is asked about first, and said to be out of undo's reach", async () => {
  await using account = await openWriting();
  const words = ["api", "PUT", "storage/notes/first", "-d", "{}"];
  expectFailure(await runOn(account, [...words, "--json"]), 11, "not-confirmed.no-terminal");
  expectFailure(await runOn(account, [...words, "--json", "--read-only", "--yes"]), 13, "read-only.refused");
  expectFailure(await runOn(account, [...words, "--json", "--offline", "--yes"]), 7, "network.offline");
  const planned = expectSuccess(await runOn(account, [...words, "--dry-run", "--read-only"]));
  assert.match(
    planned.stderr,
    /^PUT \/storage\/notes\/first, 2 bytes\. Nothing was written: this is a dry run\.$/m,
  );
  assert.deepEqual(account.writes, []);
  const sent = expectSuccess(await runOn(account, [...words, "--yes"]));
  assert.match(sent.stderr, /went around foxden's journal: foxden undo cannot take it back/);
  assert.equal(account.writes.length, 1);
  expectSuccess(await api(account, "GET info/collections --read-only"));
  expectFailure(await runOn(account, [...words, "--json", "-p", "nobody"]), 4, "auth.signed-out");
  const offline = await api(account, "GET info/collections --offline");
  assert.equal(offline.code, 7);
  assert.match(offline.stderr, /keeps it from the server/);
  assert.doesNotMatch(offline.stderr, /written|sent/);
});

Deno.test("a whole collection goes only by its name, and all of them by the account's address", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", { id: "a" });
  const tries = async (path: string, name: string) => {
    const words = ["api", "DELETE", path, "--json"];
    expectFailure(await runOn(account, words), 11, "not-confirmed.no-terminal");
    expectFailure(await runOn(account, [...words, "--confirm", "other"]), 11, "not-confirmed.declined");
    expectSuccess(await runOn(account, [...words, "--confirm", name]));
  };
  await tries("storage/forms", "forms");
  await tries("storage", EMAIL);
  assert.equal((await api(account, "GET storage/meta/global")).code, 3);
});

Deno.test("a refusal prints its body and ends with the code of its kind", async () => {
  await using account = await openWriting();
  const answered = async (status: number, ...words: string[]) => {
    using _ = account.faults.answer(
      /\/info\/quota$/,
      () => new Response("[0]", { status, headers: { "retry-after": "7" } }),
    );
    return await runOn(account, ["api", "GET", "info/quota", ...words]);
  };
  const exits = { 304: 0, 400: 8, 401: 4, 403: 4, 404: 3, 412: 6, 413: 8, 429: 8, 500: 8, 503: 8 };
  for (const [status, exit] of Object.entries(exits)) {
    if (status === "304") continue;
    const run = await answered(Number(status), "--json");
    assert.deepEqual([run.code, run.stdout], [exit, "[0]"], status);
    const { error } = JSON.parse(run.stderr);
    assert.deepEqual(
      [error.exit, error.retryAfter],
      [exit, exit === 8 && Number(status) >= 429 ? 7 : null],
      status,
    );
  }
  const path = join(account.home, "answer");
  assert.equal((await answered(404, "-o", path)).code, 3);
  await assert.rejects(Deno.stat(path), Deno.errors.NotFound);
});

Deno.test("a refusal of the request is not called a failure of the server, and is told on a line of its own", async () => {
  await using account = await openWriting();
  const answered = async (status: number, location?: string, around = {}) => {
    const headers = location === undefined ? {} : { location };
    using _ = account.faults.answer(/\/info\/quota$/, () => new Response("0", { status, headers }));
    return await runOn(account, ["api", "GET", "info/quota"], around);
  };
  for (const status of [400, 405, 415]) {
    const { stderr } = await answered(status);
    assert.match(stderr, /the server does not take this request/);
    assert.doesNotMatch(stderr, /failed in a way|in a while/);
  }
  assert.match(
    (await answered(302, "https://other.example/")).stderr,
    /points to https:\/\/other\.example\//,
  );
  assert.equal((await answered(400)).stdout, "0");
  assert.equal((await answered(400, undefined, { errorsOnTerminal: true })).stdout, "0\n");
});

Deno.test("a list that a refusal cuts short ends with its records, on a line of its own", async () => {
  await using account = await openWriting();
  using _ = account.faults.answer(
    /\/storage\/forms$/,
    ({ url }) =>
      url.includes("offset=")
        ? Response.json({ secret: "refusal" }, { status: 400 })
        : Response.json(["a"], { headers: { "x-weave-next-offset": "1" } }),
  );
  const words = ["api", "GET", "storage/forms", "--paginate"];
  assert.equal((await runOn(account, words)).stdout, '[\n"a"');
  const shown = await runOn(account, words, { errorsOnTerminal: true });
  assert.deepEqual([shown.code, shown.stdout], [8, '[\n"a"\n']);
});

Deno.test("what a server sends to a terminal is shown and not acted on, and ends with a line end", async () => {
  await using account = await openWriting();
  using _ = account.faults.answer(/\/info\/quota$/, () => new Response("[1]\n\x1b]0;hi\x07\u202e"));
  const words = ["api", "GET", "info/quota"];
  assert.equal((await runOn(account, words)).stdout, "[1]\n\x1b]0;hi\x07\u202e");
  assert.equal((await runOn(account, words, { onTerminal: true })).stdout, "[1]\n\\x1b]0;hi\\x07\\u202e\n");
});

Deno.test("all pages are one list, in lines where those were asked for", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", { id: "a" }, { id: "b" }, { id: "c" });
  const { stdout } = expectSuccess(await api(account, "GET storage/forms?limit=1 --paginate"));
  assert.deepEqual(JSON.parse(stdout).sort(), ["a", "b", "c"]);
  const lines =
    expectSuccess(await api(account, "GET storage/forms?limit=2&full=1 --paginate --ndjson")).stdout;
  assert.deepEqual(lines.trimEnd().split("\n").map((line) => JSON.parse(line).id).sort(), ["a", "b", "c"]);
  const alone = expectSuccess(await api(account, "GET storage/forms --ndjson")).stdout;
  assert.equal(alone.trimEnd().split("\n").length, 3);
});

Deno.test("no run tells a token or a key, however much it is to say", async () => {
  await using account = await openWriting();
  await put(account.app, "forms", { id: "a" });
  const { refreshToken = "", syncKey } = await account.app.secrets();
  await account.app.startOver();
  const told: string[] = [];
  for (
    const words of [
      "GET info/collections -i -v",
      "GET account/devices --server accounts -i -v",
      "GET profile --server profile -i -v",
      "PUT storage/notes/first -d {} --yes -i -v",
    ]
  ) {
    const { stdout, stderr } = expectSuccess(await api(account, words));
    assert.match(stderr, /^[A-Z]+ http/m);
    told.push(stdout, stderr);
  }
  assert.ok(refreshToken.length > 20);
  for (const secret of [refreshToken, syncKey.k.toHex(), syncKey.k.toBase64(), "Hawk id", "Bearer "]) {
    assert.ok(!told.join("").includes(secret));
  }
});
