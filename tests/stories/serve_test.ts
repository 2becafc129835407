/** A server of one's own, started as a program: it stays, it stops when told, and it keeps what it was given. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { EMAIL, PASSWORD } from "../support/world.ts";
import { expectFailure, expectSuccess, itemsOf } from "./expect.ts";
import { fill } from "./filled.ts";
import { addUser, logIn, modeOf, openHome, startServer } from "./served.ts";

Deno.test("a server is filled, stopped and started again, and whoever was signed in still is", async () => {
  await using world = await openHome();
  const dataDir = join(world.home, "server");
  let url: string;
  {
    await using served = await startServer(world, dataDir);
    url = served.url;
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
    expectSuccess(await addUser(world, dataDir));
    expectSuccess(await logIn(world, url));
    await fill(world, 5, "upload");
    assert.deepEqual(await served.stop(), { code: 0, stderr: "Stopping.\n" });
  }
  expectFailure(await world.foxden("history list --json"), 7, "network.unreachable");
  await using served = await startServer(world, dataDir, { listen: new URL(url).host });
  assert.equal(served.url, url);
  assert.equal(itemsOf(expectSuccess(await world.foxden("history list --json"))).length, 5);
  expectSuccess(await world.foxden("auth status --check"));
  assert.equal((await served.stop("SIGINT")).code, 0);
});

Deno.test("what a server keeps is its owner's alone", async () => {
  await using world = await openHome();
  const dataDir = join(world.home, "deep", "server");
  await using served = await startServer(world, dataDir);
  expectSuccess(await addUser(world, dataDir));
  expectSuccess(await logIn(world, served.url));
  assert.equal(await modeOf(dataDir), 0o700);
  const names = [...Deno.readDirSync(dataDir)].map(({ name }) => name);
  assert.ok(names.includes("server.db") && names.includes("master-secret"), names.join());
  for (const name of names) assert.equal(await modeOf(join(dataDir, name)), 0o600, name);
  const { code } = await served.stop();
  assert.equal(code, 0);
  for (const name of names.filter((name) => !/-(wal|shm)$/.test(name))) {
    const content = new TextDecoder("latin1").decode(await Deno.readFile(join(dataDir, name)));
    assert.ok(!content.includes("stäple") && !content.includes(PASSWORD.split(" ")[0] ?? ""), name);
  }
});

Deno.test("with --verbose each request is a line without ids, and without it none is", async () => {
  await using world = await openHome();
  for (const flags of ["", "-v"]) {
    const dataDir = join(world.home, `server${flags}`);
    await using served = await startServer(world, dataDir, { flags });
    expectSuccess(await addUser(world, dataDir));
    expectSuccess(await logIn(world, served.url));
    const { uid } = JSON.parse(await Deno.readTextFile(world.vaultPath));
    expectSuccess(await world.foxden("auth logout"));
    const { stderr } = await served.stop();
    assert.equal(/^POST \/v1\/account\/login 200 \d+ms$/m.test(stderr), flags === "-v", stderr);
    assert.ok(!stderr.includes(uid) && !stderr.includes(EMAIL));
  }
});

Deno.test("an address that is taken is told as that", async () => {
  await using world = await openHome();
  const taken = new URL(world.server.url).host;
  const words = ["serve", "--listen", taken, "--data", join(world.home, "server"), "--json"];
  const error = expectFailure(await world.foxden(words), 1, "failed.listen");
  assert.ok(error.message.includes(taken));
});

Deno.test("what is no address, and a folder that is none, are refused", async () => {
  await using world = await openHome();
  for (const listen of ["localhost", "127.0.0.1:99999", "a:b:1"]) {
    const words = ["serve", "--listen", listen, "--data", join(world.home, "server"), "--json"];
    expectFailure(await world.foxden(words), 2, "usage.value");
  }
  await Deno.writeTextFile(join(world.home, "file"), "");
  const words = ["serve", "--listen", "127.0.0.1:0", "--data", join(world.home, "file", "x")];
  assert.equal((await world.foxden(words)).code, 1);
});

Deno.test("an account is added once, with an address and a password", async () => {
  await using world = await openHome();
  const dataDir = join(world.home, "server");
  expectSuccess(await addUser(world, dataDir));
  const again = expectFailure(await addUser(world, dataDir, EMAIL.toUpperCase()), 2, "usage.value");
  assert.match(again.message, /already/);
  expectFailure(await addUser(world, dataDir, "nobody"), 2, "usage.value");
  const words = ["serve", "user", "add", "bob@example.org", "--data", dataDir, "--json"];
  const unasked = expectFailure(await world.foxden(words), 11, "not-confirmed.no-terminal");
  assert.ok(unasked.try.some((line) => line.includes("--password-stdin")));
});
