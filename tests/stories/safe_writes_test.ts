/** What is written can be looked at before, is asked for where much is lost, and can be taken back. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { isObject, parseJson } from "../../core/json.ts";
import { foxdenCommand, runToEnd, type World } from "../support/world.ts";
import { expectFailure, expectSuccess, itemsOf, linesOf } from "./expect.ts";
import { openFilledWorld } from "./filled.ts";
import { openWritingWorld, storedTexts } from "./writing_world.ts";

/** Makes a folder of so many bookmarks. @returns its id */
async function makeFolder(world: World, title: string, count: number): Promise<string> {
  const lines = Array.from({ length: count }, (_, i) => `https://ads.example/${i}\tAd ${i}\n`).join("");
  const words = ["bookmarks", "add", "-", "--folder", `toolbar/${title}`, "--mkdir"];
  expectSuccess(await world.foxden(words, { stdin: lines }));
  const [folder] = itemsOf(
    await world.foxden(["bookmarks", "list", "--type", "folder", "--json", `title:${title}`]),
  );
  return String(folder?.["id"]);
}

Deno.test("a folder with 37 records goes only by its number, and comes back as it was", async () => {
  await using world = await openWritingWorld();
  const folder = await makeFolder(world, "Ads", 36);
  const before = await storedTexts(world, "bookmarks");
  const remove = (flags: readonly string[]) =>
    world.foxden(["bookmarks", "rm", "-r", "toolbar/Ads", ...flags]);
  const isUntouched = async () => assert.deepEqual(await storedTexts(world, "bookmarks"), before);

  expectFailure(await remove(["--json"]), 11, "not-confirmed.no-terminal");
  await isUntouched();
  const plan = itemsOf(expectSuccess(await remove(["--dry-run", "--json"])));
  assert.equal(plan.filter(({ action }) => action === "remove").length, 37);
  await isUntouched();
  const refused = await remove(["--yes=3"]);
  assert.equal(refused.code, 11);
  assert.match(refused.stderr, /37/);
  assert.match(refused.stderr, /\b3\b/);
  await isUntouched();
  assert.match(expectSuccess(await remove(["--yes=37"])).stderr, /\b37 removed/);
  const removed = await storedTexts(world, "bookmarks");
  assert.deepEqual(Object.values(removed).filter((text) => text?.includes('"deleted":true')).length, 37);
  assert.ok(!removed["toolbar"]?.includes(folder));
  expectSuccess(await world.foxden("bookmarks check"));

  expectSuccess(await world.foxden("undo --yes"));
  const back = await storedTexts(world, "bookmarks");
  assert.deepEqual(parsed(back), parsed(before));
  assert.equal(
    linesOf((await world.foxden(["bookmarks", "list", "--folder", "toolbar/Ads", "-f", "ids"])).stdout)
      .length,
    36,
  );
  expectSuccess(await world.foxden("bookmarks check"));
});

const parsed = (texts: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(texts).map(([id, text]) => [id, parseJson(text ?? "", id)]));

Deno.test("a broken parent is found by its name, mended as planned after a backup, and then nothing is found", async () => {
  await using world = await openWritingWorld();
  const folder = await makeFolder(world, "Work", 3);
  const [victim = ""] = linesOf(
    (await world.foxden(["bookmarks", "list", "--folder", "toolbar/Work", "-f", "ids"])).stdout,
  );
  expectSuccess(await world.foxden("bookmarks check"));
  const broken = [{ id: victim, parentid: "nowhere12345" }, { id: folder, children: [] }];
  const lines = broken.map((record) => `${JSON.stringify(record)}\n`).join("");
  expectSuccess(await world.foxden("records put bookmarks --merge", { stdin: lines }));

  const check = await world.foxden("bookmarks check --json");
  assert.equal(check.code, 10);
  const found = itemsOf(check).map(({ kind, id }) => [kind, id]);
  assert.ok(found.some(([kind, id]) => kind === "orphans" && id === victim), JSON.stringify(found));
  const before = await storedTexts(world, "bookmarks");
  const plan = itemsOf(expectSuccess(await world.foxden("bookmarks check --fix --dry-run --json")));
  assert.ok(plan.some(({ id, action }) => id === victim && action === "change"));
  assert.deepEqual(await storedTexts(world, "bookmarks"), before);

  const fix = expectSuccess(await world.foxden("bookmarks check --fix --yes"));
  const [backup = ""] = /\/\S+\.fxbackup/.exec(fix.stderr) ?? [];
  expectSuccess(await world.foxden(["backup", "verify", backup]));
  const clean = expectSuccess(await world.foxden("bookmarks check"));
  assert.match(clean.stderr, /no problems/);
  assert.equal(parentOf(await storedTexts(world, "bookmarks"), victim), "unfiled");
});

function parentOf(texts: Record<string, string | undefined>, id: string): unknown {
  const record = parseJson(texts[id] ?? "", id);
  return isObject(record) ? record["parentid"] : undefined;
}

Deno.test("a backup says by its exit code whether it is whole and whose passphrase it has, and plans nothing on untouched data", async () => {
  await using world = await openFilledWorld();
  const path = join(world.home, "b.fx");
  const passphrase = { stdin: "a long passphrase\n" };
  expectSuccess(await world.foxden(["backup", "create", path, "--passphrase-stdin"], passphrase));
  assert.equal(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
  const bytes = await Deno.readFile(path);
  const flipped = bytes.slice();
  flipped[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 1;
  const bad = join(world.home, "bad.fx");
  await Deno.writeFile(bad, flipped);
  const verify = (file: string, stdin = passphrase.stdin) =>
    world.foxden(["backup", "verify", file, "--passphrase-stdin"], { stdin });
  assert.equal((await verify(bad)).code, 10);
  assert.equal((await verify(path, "another one\n")).code, 12);
  assert.equal((await verify(path)).code, 0);
  const dry = await world.foxden(["backup", "restore", path, "--dry-run", "--passphrase-stdin"], passphrase);
  expectSuccess(dry);
  assert.match(dry.stderr, /0 add, 0 change/);
});

Deno.test("a backup without a name is a file in this folder, called after the account and the day", async () => {
  await using world = await openFilledWorld();
  const folder = await Deno.makeTempDir({ dir: world.home });
  const words = ["backup", "create", "--passphrase-stdin", "--only", "forms"];
  const command = foxdenCommand(words, { cwd: folder, env: { HOME: world.home } }, "piped");
  expectSuccess(await runToEnd(command, "a long passphrase\n"));
  const [file, ...others] = [...Deno.readDirSync(folder)].map(({ name }) => name);
  assert.match(file ?? "", /^foxden-ann-\d{4}-\d\d-\d\d\.fxbackup$/);
  assert.deepEqual(others, []);
});
