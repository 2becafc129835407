/** A disk that takes no more: writes are refused for a while, reads go on, and nothing is damaged. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { integer, object } from "../../core/json.ts";
import {
  accessToken,
  type Answer,
  bearer,
  call,
  login,
  openStorage,
  signIn,
  tokenUrl,
} from "./support/accounts.ts";
import { type Child, startChild, WITHOUT_POWERS } from "./support/child.ts";
import { withDir } from "./support/data_dir.ts";
import { send } from "./support/storage.ts";
import { foreignStorage, SECRET } from "./support/storages.ts";
import { makeWorld, PASSWORD, type World } from "./support/world.ts";

const ANN = "ann@example.org";
const BIG = { payload: "x".repeat(200_000) };

/** Sets how large the files of a process may become. */
async function limitFiles(child: Child, size: number | "unlimited"): Promise<void> {
  const args = ["--pid", String(child.pid), `--fsize=${size}:unlimited`];
  const { success } = await new Deno.Command("prlimit", { args }).output();
  assert.ok(success, "prlimit failed");
}

async function heartbeat(url: string): Promise<Answer> {
  return await call("GET", `${url}/__heartbeat__`);
}

function checkIntegrity(dataDir: string): void {
  using sqlite = new DatabaseSync(`${dataDir}/server.db`);
  assert.deepEqual({ ...sqlite.prepare("PRAGMA integrity_check").get() }, { integrity_check: "ok" });
}

Deno.test("files that may not grow make writes 503 and leave reads alone, until there is room again", () =>
  withDir(async (dataDir) => {
    await using child = await startChild({ dataDir, masterSecret: SECRET }, WITHOUT_POWERS);
    const user = await foreignStorage(child.url, 7);
    const put = (id: string) => send(user, "PUT", `/storage/col/${id}`, { body: BIG });
    assert.equal((await put("before")).status, 200);
    await limitFiles(child, 65_536);
    for (const id of ["a", "b", "before"]) {
      const refused = await put(id);
      assert.deepEqual([refused.status, refused.text, refused.headers.get("retry-after")], [503, "0", "10"]);
    }
    const started = await send(user, "POST", "/storage/col?batch=true", { body: [{ id: "c", ...BIG }] });
    assert.equal(started.status, 503);
    const kept = await send(user, "GET", "/storage/col");
    assert.deepEqual([kept.status, kept.text], [200, '["before"]']);
    const beat = await heartbeat(child.url);
    assert.deepEqual([beat.status, beat.body.status], [503, "Unavailable"]);

    await limitFiles(child, "unlimited");
    assert.equal((await heartbeat(child.url)).status, 200);
    assert.equal((await put("after")).status, 200);
    assert.equal((await child.end("SIGTERM")).code, 0);
    assert.ok(child.faults.includes("fault: database: the disk fails, or lets the file grow no more"));
    assert.ok(child.faults.every((line) => line.startsWith("fault: database: ")), child.faults.join("\n"));
    checkIntegrity(dataDir);
  }));

Deno.test("a server killed on a full disk starts again with everything it acknowledged", () =>
  withDir(async (dataDir) => {
    const acknowledged: string[] = [];
    {
      await using child = await startChild({ dataDir, masterSecret: SECRET }, WITHOUT_POWERS);
      const user = await foreignStorage(child.url, 7);
      await limitFiles(child, 700_000);
      for (let i = 0; i < 12; i++) {
        const answer = await send(user, "PUT", `/storage/col/r${i}`, { body: BIG });
        if (answer.status === 200) acknowledged.push(`r${i}`);
        else assert.equal(answer.status, 503);
      }
      assert.ok(acknowledged.length > 0 && acknowledged.length < 12, "the limit was met on the way");
      await child.end("SIGKILL");
    }
    await using again = await startChild({ dataDir, masterSecret: SECRET });
    const { text } = await send(await foreignStorage(again.url, 7), "GET", "/storage/col");
    assert.deepEqual(JSON.parse(text).sort(), acknowledged.sort());
    await again.end("SIGTERM");
    checkIntegrity(dataDir);
  }));

Deno.test("a server stopped on a full disk ends all the same, and has everything when it starts again", () =>
  withDir(async (dataDir) => {
    const child = await startChild({ dataDir, masterSecret: SECRET }, WITHOUT_POWERS);
    const user = await foreignStorage(child.url, 7);
    for (const id of ["a", "b"]) await send(user, "PUT", `/storage/col/${id}`, { body: BIG });
    await limitFiles(child, 65_536);
    assert.equal((await child.end("SIGTERM")).code, 0);
    await using again = await startChild({ dataDir, masterSecret: SECRET });
    const { text } = await send(await foreignStorage(again.url, 7), "GET", "/storage/col");
    assert.deepEqual(JSON.parse(text).sort(), ["a", "b"]);
  }));

/** What keeps the open database of a world from writing, and what ends that. */
interface Obstacle {
  readonly name: string;
  readonly put: string;
  readonly takeAway: string;
}

const pagesRow = object({ page_count: integer });

function obstacles({ server: { database } }: World): readonly Obstacle[] {
  const pages = database.row(pagesRow, "PRAGMA page_count")?.page_count ?? 0;
  return [
    { name: "full", put: `PRAGMA max_page_count = ${pages}`, takeAway: "PRAGMA max_page_count = 1000000000" },
    { name: "read-only", put: "PRAGMA query_only = 1", takeAway: "PRAGMA query_only = 0" },
  ];
}

Deno.test("every service says 503 in its own words when the database takes no writes, and is fine afterwards", () =>
  withDir(async (dataDir) => {
    await using world = await makeWorld([ANN, "bob@example.org"], { dataDir });
    const { url, server: { database } } = world;
    const me = await signIn(url, ANN, PASSWORD);
    const storage = await openStorage(url, me);
    const bob = await signIn(url, "bob@example.org", PASSWORD);
    const bobsToken = bearer(await accessToken(url, bob.session));
    for (const { name, put, takeAway } of obstacles(world)) {
      database.row((row) => row, put);
      const stored = await send(storage, "PUT", "/storage/col/x", { body: BIG });
      assert.deepEqual(
        [stored.status, stored.text, stored.headers.get("retry-after")],
        [503, "0", "10"],
        name,
      );
      if (name === "read-only") {
        const again = await login(url, ANN, PASSWORD);
        assert.deepEqual([again.status, again.body.errno, again.headers.get("retry-after")], [
          503,
          201,
          "10",
        ]);
        const asked = await call("GET", tokenUrl(url), undefined, { ...bobsToken, "x-keyid": bob.kid });
        assert.deepEqual([asked.status, asked.body.status], [503, "internal-error"]);
      }
      assert.equal((await send(storage, "GET", "/info/collections")).status, 200, name);
      const profile = await call("GET", `${url}/v1/account/status?uid=${me.uid}`);
      assert.deepEqual([profile.status, profile.body.exists], [200, true], name);

      database.row((row) => row, takeAway);
      assert.equal((await heartbeat(url)).status, 200, name);
      assert.equal((await send(storage, "PUT", `/storage/col/${name}`, { body: BIG })).status, 200, name);
    }
  }));

Deno.test("the heartbeat says why the database cannot be used", () =>
  withDir(async (dataDir) => {
    await using world = await makeWorld([], { dataDir });
    const { url, server: { database } } = world;
    assert.deepEqual((await heartbeat(url)).body, { status: "Ok", database: "Ok" });
    database.row((row) => row, "PRAGMA query_only = 1");
    assert.equal((await heartbeat(url)).status, 200, "nobody has tried to write yet");
    assert.throws(() => database.run("DELETE FROM account"));
    const beat = await heartbeat(url);
    assert.deepEqual([beat.status, beat.body], [503, {
      status: "Unavailable",
      database: "it may not be written to",
    }]);
    database.row((row) => row, "PRAGMA query_only = 0");
    assert.equal((await heartbeat(url)).status, 200);
    database.close();
    assert.equal((await heartbeat(url)).status, 503);
  }));
