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
    const none = `No accounts yet; add one with: foxden serve user add EMAIL --data ${dataDir}\n`;
    assert.deepEqual(await served.stop(), { code: 0, stderr: `${none}Stopping.\n` });
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
    const line = /^\d{4}-\d\d-\d\dT[\d:.]+Z POST \/v1\/account\/login 200 \d+ms$/m;
    assert.equal(line.test(stderr), flags === "-v", stderr);
    assert.ok(!stderr.includes(uid) && !stderr.includes(EMAIL));
  }
});

Deno.test("an address that is taken is told as that", async () => {
  await using world = await openHome();
  const taken = new URL(world.server.url).host;
  const listening = async (listen: string) => {
    const words = ["serve", "--listen", listen, "--data", join(world.home, "server"), "--json"];
    return expectFailure(await world.foxden(words), 1, "failed.listen");
  };
  const error = await listening(taken);
  assert.ok(error.message.includes(`${taken}: the port is in use`), error.message);
  assert.match((await listening("192.0.2.1:8000")).message, /not an address of this machine/);
  assert.match((await listening("nosuch.invalid:8000")).message, /no address is known by that name/);
  assert.deepEqual([...Deno.readDirSync(world.home)], [], "no folder is left behind");
});

Deno.test("who serves others is told that it is plain HTTP", async () => {
  await using world = await openHome();
  for (const [listen, isTold] of [["0.0.0.0:0", true], ["127.0.0.1:0", false]] as const) {
    await using served = await startServer(world, join(world.home, "server"), { listen });
    const { stderr } = await served.stop();
    assert.equal(/^warning: this is plain HTTP/m.test(stderr), isTold, stderr);
  }
});

Deno.test("what is no command of serve is refused with those that are", async () => {
  await using world = await openHome();
  const { message } = expectFailure(await world.foxden("serve frobnicate --json"), 2, "usage.value");
  assert.equal(message, 'unknown command "serve frobnicate"; there is user, backup');
  const { stdout } = expectSuccess(await world.foxden("serve --help"));
  assert.match(stdout, /COMMANDS\n {2}user .*\n {2}backup /);
  assert.match(stdout, /ctrl-c.*--verbose/s);
});

Deno.test("what is no address, and a folder that is none, are refused", async () => {
  await using world = await openHome();
  for (const listen of ["localhost", "127.0.0.1:99999", "a:b:1"]) {
    const words = ["serve", "--listen", listen, "--data", join(world.home, "server"), "--json"];
    expectFailure(await world.foxden(words), 2, "usage.value");
  }
  await Deno.writeTextFile(join(world.home, "file"), "");
  for (const words of [["serve", "--listen", "127.0.0.1:0"], ["serve", "backup", "copy.db"]]) {
    const run = await world.foxden([...words, "--data", join(world.home, "file", "x"), "--json"]);
    const error = expectFailure(run, 1, "failed.file");
    assert.match(`${error.message} ${error.why}`, /is a file, and no folder.*should be a folder is a file/);
  }
});

Deno.test("an account is added once, with an address and a password", async () => {
  await using world = await openHome();
  const dataDir = join(world.home, "server");
  await using _served = await startServer(world, dataDir);
  const { stderr } = expectSuccess(await addUser(world, dataDir));
  assert.match(
    stderr,
    new RegExp(`^Added ${EMAIL} to the server in ${dataDir}\\.\n.*\n  foxden .*--server http:`),
  );
  const add = (email: string) => ["serve", "user", "add", email, "--data", dataDir, "--json"];
  const again = expectFailure(await world.foxden(add(EMAIL.toUpperCase())), 2, "usage.account-exists");
  assert.match(again.message, /already/);
  assert.match(
    again.try.join("\n"),
    /^foxden serve user passwd \S+ --data .*\nfoxden serve user list --data /,
  );
  const nobody = expectFailure(await world.foxden(add("nobody")), 2, "usage.value");
  assert.match(nobody.message, /no e-mail address: there is no @ in it/);
  const piped = [...add("bob@example.org"), "--password-stdin"];
  const short = expectFailure(await world.foxden(piped, { stdin: "seven77\n" }), 2, "usage.value");
  assert.match(short.message, /8 characters or more/);
  const words = add("bob@example.org");
  const unasked = expectFailure(await world.foxden(words), 11, "not-confirmed.no-terminal");
  assert.ok(unasked.try.some((line) => line.includes("--password-stdin")));
});
