/** Long work that somebody watches, and stops. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { needs, openPty } from "../support/pty.ts";
import { expectSuccess, itemsOf } from "./expect.ts";
import { linesOfJson, openWritingWorld, type WritingWorld } from "./writing_world.ts";

const RECORDS = 400;

/** A file with records to be written, and a server that takes its time for each request that brings some. */
async function openSlowWorld(): Promise<{ readonly world: WritingWorld; readonly file: string }> {
  const world = await openWritingWorld({ limits: { max_post_records: 10, max_total_records: 40 } });
  world.faults.use(async ({ method, url }) => {
    if (method === "POST" && url.includes("/storage/")) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return undefined;
  });
  const file = join(world.home, "notes.ndjson");
  const ids = Array.from({ length: RECORDS }, (_, i) => `note${String(i).padStart(8, "0")}`);
  await Deno.writeTextFile(file, linesOfJson(...ids.map((id) => ({ id, text: "x" }))));
  return { world, file };
}

const SENT = /notes sent {2}[\d,]+ \/ 400 {2}\d+%/;

Deno.test(needs("tmux", {
  name: "a write in parts shows how far it is; ctrl-c stops it and says what holds and how to go on",
  async fn() {
    const { world, file } = await openSlowWorld();
    await using _ = world;
    const env = { HOME: world.home };
    const words = ["records", "put", "notes", file, "--in-parts", "--yes"];
    await using pty = await openPty(words, { env, columns: 200 });
    await pty.waitFor(SENT);
    await pty.press("C-c");
    assert.equal(await pty.ended(), 130, await pty.screen());
    const screen = await pty.screen();
    assert.match(screen, /Stopped at notes sent {2}\d+ \/ 400 .*foxden undo --list shows it/);
    const [entry] = itemsOf(expectSuccess(await world.foxden("undo --list --json")));
    assert.ok(entry, "what was sent is in the journal");
    const stored = () => world.foxden("records list notes --json");
    const held = itemsOf(expectSuccess(await stored())).length;
    assert.ok(held < RECORDS && held % 40 === 0, `${held} records: whole parts or none`);
    expectSuccess(await world.foxden(words));
    assert.equal(itemsOf(expectSuccess(await stored())).length, RECORDS);
  },
}));

Deno.test(needs("tmux", {
  name: "ctrl-c twice ends it at once, and the account holds whole parts all the same",
  async fn() {
    const { world, file } = await openSlowWorld();
    await using _ = world;
    const words = ["records", "put", "notes", file, "--in-parts", "--yes"];
    await using pty = await openPty(words, { env: { HOME: world.home } });
    await pty.waitFor(SENT);
    await pty.press("C-c", "C-c");
    assert.equal(await pty.ended(), 130, await pty.screen());
    const held = itemsOf(expectSuccess(await world.foxden("records list notes --json"))).length;
    assert.equal(held % 40, 0);
  },
}));

Deno.test("a write in parts tells a log of each tenth, where it is no terminal that reads it", async () => {
  const { world, file } = await openSlowWorld();
  await using _ = world;
  const words = ["records", "put", "notes", file, "--in-parts", "--yes", "--progress"];
  const { stderr } = expectSuccess(await world.foxden(words));
  const tenths = stderr.split("\n").filter((line) => SENT.test(line)).map((line) => /(\d+)%/.exec(line)?.[1]);
  assert.ok(tenths.length >= 3 && tenths.length <= 10, stderr);
  assert.equal(tenths.at(-1), "100");
});
