/** Several writers at one collection, at once and through two processes, and writers that die on the way. */
import assert from "node:assert/strict";
import { serve } from "../../server/serve.ts";
import { linesOf } from "../support/world.ts";
import type { StorageUser } from "./support/accounts.ts";
import { withDir } from "./support/data_dir.ts";
import { send } from "./support/storage.ts";
import { foreignStorage, SECRET } from "./support/storages.ts";
import { rawBytes, signRaw } from "./support/wire.ts";

const WRITERS = ["ann", "bob", "cid", "dan"] as const;
const ROUNDS = 6;

/** Each writer's doors to one storage: all the same, or two processes in turn. */
type Doors = (writer: number, round: number) => StorageUser;

async function withDoors(processes: 1 | 2, act: (doors: Doors) => Promise<void>): Promise<void> {
  await withDir(async (dataDir) => {
    await using first = await serve({ dataDir, masterSecret: SECRET });
    await using second = processes === 2 ? await serve({ dataDir, masterSecret: SECRET }) : undefined;
    const users = await Promise.all([first, second ?? first].map(({ url }) => foreignStorage(url, 7)));
    await act((writer, round) => {
      const user = users[(writer + round) % 2];
      assert.ok(user);
      return user;
    });
  });
}

const everyWriter = (write: (writer: number, round: number) => Promise<void>): Promise<unknown> =>
  Promise.all(WRITERS.map(async (_, writer) => {
    for (let round = 0; round < ROUNDS; round++) await write(writer, round);
  }));

const idOf = (writer: number, round: number) => `${WRITERS[writer]}${round}`;
const allIds = WRITERS.flatMap((_, writer) =>
  Array.from({ length: ROUNDS }, (_, round) => idOf(writer, round))
);
const storedIds = async (user: StorageUser): Promise<string[]> =>
  JSON.parse((await send(user, "GET", "/storage/col")).text).sort();

for (const processes of [1, 2] as const) {
  const through = processes === 1 ? "one process" : "two processes";

  Deno.test(`writers who look at nothing lose no record through ${through}, and no two writes have one time`, () =>
    withDoors(processes, async (doors) => {
      const times: string[] = [];
      await everyWriter(async (writer, round) => {
        const id = idOf(writer, round);
        const answer = writer % 2 === 0
          ? await send(doors(writer, round), "POST", "/storage/col", { body: [{ id, payload: id }] })
          : await send(doors(writer, round), "PUT", `/storage/col/${id}`, { body: { payload: id } });
        assert.equal(answer.status, 200);
        times.push(answer.headers.get("x-last-modified") ?? "");
      });
      assert.deepEqual(await storedIds(doors(0, 0)), [...allIds].sort());
      assert.equal(new Set(times).size, allIds.length);
    }));

  Deno.test(`writers who each saw the collection first lose no record through ${through}`, () =>
    withDoors(processes, async (doors) => {
      await everyWriter(async (writer, round) => {
        const user = doors(writer, round);
        const body = [{ id: idOf(writer, round) }];
        for (;;) {
          const seen = (await send(user, "GET", "/storage/col?limit=1")).headers.get("x-last-modified") ?? "";
          const headers = { "x-if-unmodified-since": seen };
          const { status } = await send(user, "POST", "/storage/col", { body, headers });
          if (status === 200) return;
          assert.equal(status, 412);
        }
      });
      assert.deepEqual(await storedIds(doors(0, 0)), [...allIds].sort());
    }));

  Deno.test(`a count that all writers raise ends right through ${through}`, () =>
    withDoors(processes, async (doors) => {
      await send(doors(0, 0), "PUT", "/storage/col/count", { body: { payload: "0" } });
      await everyWriter(async (writer, round) => {
        const user = doors(writer, round);
        for (;;) {
          const { text, headers } = await send(user, "GET", "/storage/col/count");
          const guard = { "x-if-unmodified-since": headers.get("x-last-modified") ?? "" };
          const body = { payload: String(Number(JSON.parse(text).payload) + 1) };
          const { status } = await send(user, "PUT", "/storage/col/count", { body, headers: guard });
          if (status === 200) return;
          assert.equal(status, 412);
        }
      });
      const { text } = await send(doors(0, 0), "GET", "/storage/col/count");
      assert.equal(JSON.parse(text).payload, String(allIds.length));
    }));
}

Deno.test("batches that are open at once do not mix, and the later commit wins record by record", () =>
  withDoors(2, async (doors) => {
    const [one, two] = [doors(0, 0), doors(0, 1)];
    const post = async (user: StorageUser, query: string, body: unknown) =>
      JSON.parse((await send(user, "POST", `/storage/col?${query}`, { body })).text);
    const record = (id: string, payload: string) => ({ id, payload });
    const first = encodeURIComponent(
      (await post(one, "batch=true", [record("a", "1"), record("both", "1")])).batch,
    );
    const second = encodeURIComponent(
      (await post(two, "batch=true", [record("b", "2"), record("both", "2")])).batch,
    );
    await post(two, `batch=${first}`, [record("a2", "1")]);
    await post(one, `batch=${second}&commit=true`, []);
    assert.deepEqual(await storedIds(one), ["b", "both"]);
    await post(two, `batch=${first}&commit=true`, []);
    assert.deepEqual(await storedIds(one), ["a", "a2", "b", "both"]);
    assert.equal(JSON.parse((await send(one, "GET", "/storage/col/both")).text).payload, "1");
  }));

/** A client in a process of its own, which can be killed at any moment. */
class Puppet {
  readonly #process: Deno.ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;

  constructor(url: string) {
    const program = new URL("support/puppet_writer.ts", import.meta.url).pathname;
    const args = ["run", "--quiet", "--no-check", "--no-prompt", "--allow-net", program, url];
    const options = { args, stdin: "piped", stdout: "piped", stderr: "inherit" } as const;
    this.#process = new Deno.Command(Deno.execPath(), options).spawn();
    this.#lines = linesOf(this.#process.stdout);
    this.#stdin = this.#process.stdin.getWriter();
  }

  /** @returns what the server answered; empty when it is not waited for */
  async send(bytes: Uint8Array, answered: boolean): Promise<string> {
    const line = JSON.stringify({ bytes: bytes.toBase64(), answered });
    await this.#stdin.write(new TextEncoder().encode(`${line}\n`));
    const { value = "" } = await this.#lines.next();
    return answered ? new TextDecoder().decode(Uint8Array.fromBase64(value)) : "";
  }

  async kill(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#stdin.abort().catch(() => undefined);
    await this.#process.status;
    await this.#lines.next();
  }
}

type Step = "start" | "append" | "commit";

/** How much of a request's bytes goes out before the end. */
const PORTIONS: Readonly<Record<string, (length: number, head: number) => number>> = {
  "within the head": (_length, head) => head >> 1,
  "before the body": (_length, head) => head,
  "within the body": (length, head) => (length + head) >> 1,
  "before the last byte": (length) => length - 1,
  "before the answer": (length) => length,
  "after the answer": (length) => length,
};

const records = (step: Step) => [1, 2, 3].map((n) => ({ id: `${step}${n}`, payload: step.repeat(500) }));

async function bytesOf(user: StorageUser, step: Step, batch: string): Promise<Uint8Array> {
  const { origin, pathname } = new URL(user.endpoint);
  const query = { start: "batch=true", append: `batch=${batch}`, commit: `batch=${batch}&commit=true` }[step];
  const target = `${pathname}/storage/col?${query}`;
  const authorization = await signRaw(origin, "POST", target, user.signer);
  const headers = { authorization, "content-type": "application/json" };
  return rawBytes(origin, { method: "POST", target, headers, body: JSON.stringify(records(step)) });
}

/** Somebody else, who knows its name, can go on with the batch where the dead writer left it. */
async function continueBatch(user: StorageUser, last: Step, moment: string, batch: string): Promise<void> {
  if (batch === "") return;
  const commit = `/storage/col?batch=${batch}&commit=true`;
  assert.equal((await send(user, "POST", commit, { body: [] })).status, 200);
  const ids = await storedIds(user);
  const whole = ["before", ...records("start").map(({ id }) => id)];
  const appended = records("append").map(({ id }) => id);
  if (last === "commit" || moment === "after the answer") whole.push(...appended);
  // What was sent whole and not answered may be in it or not, as one.
  else if (moment === "before the answer" && ids.includes("append1")) whole.push(...appended);
  assert.deepEqual(ids, whole.sort());
}

for (const last of ["start", "append", "commit"] as const) {
  for (const [moment, portion] of Object.entries(PORTIONS)) {
    Deno.test(`a writer killed at the ${last} of a batch, ${moment}, leaves everything or nothing`, async () => {
      const faults: string[] = [];
      const log = (line: string) => void (line.startsWith("fault") && faults.push(line));
      await using server = await serve({ masterSecret: SECRET, log });
      const user = await foreignStorage(server.url, 7);
      await send(user, "PUT", "/storage/col/before", { body: { payload: "1" } });
      const state = async () => (await send(user, "GET", "/storage/col?full=1&sort=oldest")).text;
      const untouched = await state();

      const puppet = new Puppet(server.url);
      let batch = "";
      for (const step of ["start", "append", "commit"] as const) {
        const bytes = await bytesOf(user, step, batch);
        if (step !== last) {
          const answer = await puppet.send(bytes, true);
          batch = encodeURIComponent(JSON.parse(answer.split("\r\n\r\n")[1] ?? "").batch);
          continue;
        }
        const head = new TextDecoder().decode(bytes).indexOf("\r\n\r\n") + 4;
        await puppet.send(bytes.subarray(0, portion(bytes.length, head)), moment === "after the answer");
        break;
      }
      await puppet.kill();

      // Another writer is served, and what it does waits for nothing the dead one has left.
      const other = await foreignStorage(server.url, 8);
      assert.equal((await send(other, "PUT", "/storage/col/x", { body: {} })).status, 200);
      if (last === "commit" && moment === "after the answer") {
        assert.equal((await storedIds(user)).length, 10);
      } else if (last === "commit" && moment === "before the answer") {
        // Whether the server has got to it by now or never will, the batch is committed once and whole.
        const commit = `/storage/col?batch=${batch}&commit=true`;
        const { status } = await send(user, "POST", commit, { body: [] });
        assert.equal((await storedIds(user)).length, status === 200 ? 7 : 10);
      } else {
        assert.equal(await state(), untouched);
        await continueBatch(user, last, moment, batch);
      }
      assert.deepEqual(faults, []);
    });
  }
}
