/** foxden api: what no other command does, through the real program. */
import assert from "node:assert/strict";
import { FaultBox } from "../support/faults.ts";
import { needs, openPty } from "../support/pty.ts";
import { EMAIL } from "../support/world.ts";
import { expectFailure, expectSuccess, itemsOf, linesOf } from "./expect.ts";
import { appOf, demoCollection, openFilledWorld } from "./filled.ts";

Deno.test("the storage, the accounts and the profile server answer, and no token is told", async () => {
  await using world = await openFilledWorld();
  const { stdout } = expectSuccess(await world.foxden("api GET info/collections"));
  assert.ok("history" in JSON.parse(stdout));
  const devices = expectSuccess(await world.foxden("api GET account/devices --server accounts"));
  assert.equal(JSON.parse(devices.stdout)[0].isCurrentDevice, true);
  const profile = expectSuccess(await world.foxden("api GET profile --server profile"));
  assert.equal(JSON.parse(profile.stdout).email, EMAIL);
  const { refreshToken = "", syncKey } = await appOf(world).secrets();
  const debug = expectSuccess(await world.foxden("api GET storage/crypto/keys -i --debug"));
  for (const secret of [refreshToken, syncKey.k.toHex(), syncKey.k.toBase64()]) {
    assert.ok(secret.length > 20 && !`${debug.stdout}${debug.stderr}`.includes(secret));
  }
});

Deno.test("a large collection comes page by page, and leaves with a reader that has enough", async () => {
  await using world = await openFilledWorld({ rows: 3000 });
  const words = ["api", "GET", "storage/history?full=1&limit=500", "--paginate"];
  const lines = linesOf(expectSuccess(await world.foxden([...words, "--ndjson"])).stdout);
  assert.ok(lines.length >= 3000);
  assert.equal(new Set(lines.map((line) => JSON.parse(line).id)).size, lines.length);
  const list = expectSuccess(await world.foxden(words)).stdout;
  assert.equal(JSON.parse(list).length, lines.length);
  await using child = world.start([...words, "--ndjson"]);
  const reader = child.stdout.getReader();
  await reader.read();
  await reader.cancel();
  assert.equal((await child.status).code, 141);
  await child.stderr.cancel();
});

Deno.test("a record that was written so shows in the next list, and a refusal is told after its body", async () => {
  await using world = await openFilledWorld();
  const env = { FOXDEN_MAX_AGE: "1h" };
  const before = itemsOf(expectSuccess(await world.foxden("forms list --json", { env })));
  const [first] = demoCollection("forms");
  const words = ["api", "DELETE", `storage/forms/${encodeURIComponent(String(first?.["id"]))}`, "--yes"];
  expectSuccess(await world.foxden(words, { env }));
  const after = itemsOf(expectSuccess(await world.foxden("forms list --json", { env })));
  assert.equal(after.length, before.length - 1);
  const gone = await world.foxden([
    "api",
    "GET",
    `storage/forms/${encodeURIComponent(String(first?.["id"]))}`,
    "--json",
  ]);
  assert.deepEqual([gone.code, gone.stdout], [3, "0"]);
  assert.equal(JSON.parse(gone.stderr).error.reason, "not-found.path");
  expectFailure(await world.foxden("api DELETE storage --yes --read-only --json"), 13, "read-only.refused");
});

Deno.test(needs("tmux", {
  name: "at a terminal it asks, and no is no",
  async fn() {
    const faults = new FaultBox();
    await using world = await openFilledWorld({ fault: faults.fault });
    using sent = faults.use(({ method, url }) =>
      method === "DELETE" && url.includes("/storage/") ? new Response("0", { status: 500 }) : undefined
    );
    await using pty = await openPty("api DELETE storage/forms", { env: { HOME: world.home }, columns: 200 });
    await pty.waitFor(/Type forms to go on/);
    await pty.type("no");
    await pty.press("Enter");
    assert.equal(await pty.ended(), 11, await pty.screen());
    assert.match(await pty.screen(), /foxden undo cannot take it back/);
    assert.equal(sent.hits, 0);
  },
}));
