import assert from "node:assert/strict";
import { openSignedIn, openSynced, put } from "../../app/app_support.ts";
import { refresh } from "../../../app/refresh.ts";
import { expectSuccess } from "../../stories/expect.ts";
import { runOn } from "./on_profile.ts";

const SCREEN = { onTerminal: true, columns: 100, env: { NO_COLOR: "1" } };

Deno.test("a page shows what there is to know, with a line for each step to take", async () => {
  await using account = await openSynced({ quotaBytes: 100_000 });
  await put(account.app, "forms", { id: "a", name: "x".repeat(20_000) });
  const { stdout } = expectSuccess(await runOn(account, ["status"], SCREEN));
  assert.match(stdout, /^Profile {2,}default \[local\]$/m);
  assert.match(stdout, /^Room {2,}\d+\.\d KB of 100 KB used \(\d+ %\)$/m);
  assert.match(stdout, /^Next {2,}foxden sync: brings the local copy up to date$/m);
  assert.doesNotMatch(stdout, /Marks|As of|Unknown writes/);
  await refresh(account.app, { collections: "all" });
  const calm = expectSuccess(await runOn(account, ["status"], SCREEN));
  assert.match(calm.stdout, /^Next {2,}nothing to do$/m);
});

Deno.test("programs get every member, and the steps as they are to be typed", async () => {
  await using account = await openSignedIn();
  const row = JSON.parse(expectSuccess(await runOn(account, ["status", "--json"])).stdout);
  assert.deepEqual(row.next, ["foxden sync --init: sets the account up, if it is truly empty"]);
  assert.deepEqual([row.answeredBy, row.marks, row.pendingWrites], ["server", ["local"], 0]);
  const { stdout } = await runOn(account, ["status", "--fields", "profile,next", "-f", "csv"]);
  assert.match(stdout, /^profile,next\r\ndefault,/);
});

Deno.test("offline it says so, and from when its answers are", async () => {
  await using account = await openSynced();
  const never = expectSuccess(
    await runOn(account, ["status", "--offline"], SCREEN),
  );
  assert.match(never.stderr, /^note: .*\(offline\)$/m);
  assert.match(never.stdout, /^Answered by {2,}nobody$/m);
  expectSuccess(await runOn(account, ["status"]));
  const later = expectSuccess(
    await runOn(account, ["status", "--offline"], SCREEN),
  );
  assert.match(later.stdout, /^Answered by {2,}this machine$/m);
  assert.match(later.stdout, /^As of {2,}\d{4}-/m);
});

Deno.test("how full an account is is said in words", async () => {
  const roomOf = async (quotaBytes: number | undefined, bytes: number) => {
    await using account = await openSynced(quotaBytes === undefined ? {} : { quotaBytes });
    await put(account.app, "forms", { id: "a", name: "x".repeat(bytes) });
    return JSON.parse((await runOn(account, ["status", "--json"])).stdout).room;
  };
  assert.match(await roomOf(undefined, 10), /^\d+ B used; the server sets no limit$/);
  assert.match(await roomOf(10_000_000, 10), /used \(less than 1 %\)$/);
  assert.match(await roomOf(100_000, 50_000), /used \(\d\d %\), more than half full$/);
  assert.match(await roomOf(100_000, 70_000), /used \(9\d %\), nearly full$/);
});
