/** The people of a server of one's own, its rules and its backup, all worked on while it runs. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { stretchV1 } from "../../core/crypto/stretch.ts";
import { needs, openPty } from "../support/pty.ts";
import { EMAIL, PASSWORD, type World } from "../support/world.ts";
import { expectFailure, expectSuccess, itemsOf, linesOf } from "./expect.ts";
import { addUser, logIn, modeOf, openHome, type Served, startServer } from "./served.ts";
import { linesOfJson } from "./writing_world.ts";

const NEW_PASSWORD = "another long pässword";

/** A server with the account of {@link EMAIL}, signed in, set up and with one record. */
interface Household extends AsyncDisposable {
  readonly world: World;
  readonly dataDir: string;
  readonly served: Served;
  readonly user: (words: string, stdin?: string) => ReturnType<World["foxden"]>;
}

async function openHousehold(): Promise<Household> {
  await using made = new AsyncDisposableStack();
  const world = made.use(await openHome());
  const dataDir = join(world.home, "server");
  const served = made.use(await startServer(world, dataDir));
  expectSuccess(await addUser(world, dataDir));
  expectSuccess(await logIn(world, served.url));
  expectSuccess(await world.foxden("sync --init --yes"));
  expectSuccess(
    await world.foxden("records put forms", { stdin: linesOfJson({ id: "a", name: "n", value: "v" }) }),
  );
  const kept = made.move();
  return {
    world,
    dataDir,
    served,
    user: (words, stdin) =>
      world.foxden(`serve user ${words} --data ${dataDir}`, stdin === undefined ? {} : { stdin }),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

const formIds = async ({ world }: Household) =>
  linesOf(expectSuccess(await world.foxden("records list forms -f ids")).stdout);

Deno.test("the accounts of a server are listed with what they hold, which is only counted", async () => {
  await using house = await openHousehold();
  expectSuccess(await addUser(house.world, house.dataDir, "bob@example.org"));
  const [ann, bob] = itemsOf(expectSuccess(await house.user("list --json")));
  assert.ok(ann && bob);
  const { email, devices, records, bytes, lastUsed, created, uid } = ann;
  assert.deepEqual({ email, devices, records }, { email: EMAIL, devices: 1, records: 3 });
  assert.ok(Number(bytes) > 500 && Date.parse(String(lastUsed)) >= Date.parse(String(created)));
  assert.match(String(uid), /^[0-9a-f]{32}$/);
  assert.deepEqual([bob["email"], bob["records"], bob["lastUsed"]], ["bob@example.org", 0, null]);
  assert.deepEqual(linesOf((await house.user("list -f ids")).stdout), [EMAIL, "bob@example.org"]);
});

Deno.test("an account is removed with all it has, once that is agreed to", async () => {
  await using house = await openHousehold();
  expectFailure(await house.user(`rm ${EMAIL} --json`), 11, "not-confirmed.no-terminal");
  expectFailure(await house.user(`rm ${EMAIL} --confirm bob --json`), 11, "not-confirmed.declined");
  const unknown = expectFailure(await house.user("rm bob@example.org --yes --json"), 3, "not-found.match");
  assert.deepEqual(unknown.try, [`foxden serve user list --data ${house.dataDir}`]);
  assert.equal(itemsOf(await house.user("list --json")).length, 1);
  const { stderr } = expectSuccess(await house.user(`rm ${EMAIL.toUpperCase()} --yes`));
  assert.equal(stderr, `Removed ${EMAIL} and 3 records from the server in ${house.dataDir}.\n`);
  assert.deepEqual(itemsOf(await house.user("list --json")), []);
  expectFailure(await logIn(house.world, house.served.url), 4, "auth.unknown-account");
  const next = expectFailure(await house.world.foxden("history list --json"), 4, "auth.revoked");
  assert.match(next.why ?? "", /with the account itself/);
});

Deno.test("a password is changed with the current one, and what is synced stays readable", async () => {
  await using house = await openHousehold();
  const words = `passwd ${EMAIL} --password-stdin --json`;
  expectFailure(await house.user(words, `wrong\n${NEW_PASSWORD}\n`), 4, "auth.wrong-password");
  const alone = expectFailure(await house.user(words, `${PASSWORD}\n`), 2, "usage.value");
  assert.match(alone.message, /no second line, with the new password, on stdin/);
  const short = expectFailure(await house.user(words, `${PASSWORD}\nseven77\n`), 2, "usage.value");
  assert.match(short.message, /8 characters or more/);
  expectFailure(await house.user(`passwd ${EMAIL} --json`), 11, "not-confirmed.no-terminal");
  expectFailure(
    await house.user("passwd bob@example.org --password-stdin --json", "a\nb\n"),
    3,
    "not-found.match",
  );
  assert.deepEqual(await formIds(house), ["a"], "nothing has happened so far");
  expectSuccess(await house.user(words, `${PASSWORD}\n${NEW_PASSWORD}\n`));
  const ended = expectFailure(await house.world.foxden("auth status --check --json"), 4, "auth.revoked");
  assert.match(ended.why ?? "", /by a new password/);
  expectFailure(await logIn(house.world, house.served.url), 4, "auth.wrong-password");
  expectSuccess(await logIn(house.world, house.served.url, NEW_PASSWORD));
  assert.deepEqual(await formIds(house), ["a"]);
});

Deno.test("a forgotten password is replaced together with the keys, and the account starts anew", async () => {
  await using house = await openHousehold();
  const words = `passwd ${EMAIL} --reset --password-stdin --json`;
  expectFailure(await house.user(words, `${NEW_PASSWORD}\n`), 11, "not-confirmed.no-terminal");
  assert.deepEqual(await formIds(house), ["a"]);
  expectSuccess(await house.user(`${words} --yes`, `${NEW_PASSWORD}\n`));
  expectSuccess(await logIn(house.world, house.served.url, NEW_PASSWORD));
  expectFailure(await house.world.foxden("records list forms --json"), 3, "not-found.setup");
  expectSuccess(await house.world.foxden("sync --init --yes"));
  assert.deepEqual(await formIds(house), []);
});

Deno.test("a copy made while the server runs is private, never written over, and serves again", async () => {
  await using house = await openHousehold();
  const { world, dataDir, served } = house;
  const copy = join(world.home, "copy.db");
  expectSuccess(await world.foxden(`serve backup ${copy} --data ${dataDir}`));
  assert.equal(await modeOf(copy), 0o600);
  const again = expectFailure(
    await world.foxden(`serve backup ${copy} --data ${dataDir} --json`),
    1,
    "failed.file-exists",
  );
  assert.match(`${again.why} ${again.try}`, /never overwrites.*another name/);
  const words = `serve backup ${world.home}/none/copy.db --data ${dataDir} --json`;
  const folderless = expectFailure(await world.foxden(words), 1, "failed.file");
  assert.deepEqual(folderless.try, [`mkdir -p ${world.home}/none`]);
  expectSuccess(await world.foxden("records rm forms a"));
  await served.stop();
  const restored = join(world.home, "restored");
  await Deno.mkdir(restored);
  await Deno.rename(copy, join(restored, "server.db"));
  await using restarted = await startServer(world, restored, { listen: new URL(served.url).host });
  assert.deepEqual(await formIds({ ...house, served: restarted }), ["a"], "what was removed later is there");
});

Deno.test("a database that is damaged is told as that, with the way back", async () => {
  await using world = await openHome();
  await Deno.writeTextFile(join(world.home, "server.db"), "no database ".repeat(1000));
  for (const words of [["serve", "--listen", "127.0.0.1:0"], ["serve", "user", "list"]]) {
    const run = await world.foxden([...words, "--data", world.home, "--json"]);
    assert.match(expectFailure(run, 1, "failed.file").try.join(), /restore a backup/);
  }
});

Deno.test("a folder that never was a server's does not become one by being looked at", async () => {
  await using world = await openHome();
  const dataDir = join(world.home, "mistyped");
  for (
    const words of [
      "user add a@b.example",
      "user list",
      "user rm a@b.example --yes",
      "user passwd a@b.example",
      "backup copy.db",
    ]
  ) {
    const run = await world.foxden(`serve ${words} --data ${dataDir} --json`);
    const error = expectFailure(run, 3, "not-found.file");
    assert.ok(!error.try.join().includes("stdin"), "none of these reads its data from there");
    assert.ok(error.try.includes(`foxden serve --data ${dataDir}`), error.try.join());
  }
  assert.deepEqual([...Deno.readDirSync(world.home)], []);
});

Deno.test("a secret kept apart must be long, there, and nobody else's to read", async () => {
  await using world = await openHome();
  const dataDir = join(world.home, "server");
  const file = join(world.home, "secret");
  const words = ["serve", "--listen", "127.0.0.1:0", "--data", dataDir, "--json", "--secret-file", file];
  expectFailure(await world.foxden(words), 3, "not-found.file");
  const secret = "s".repeat(32);
  await Deno.writeTextFile(file, `${"s".repeat(31)}\n`, { mode: 0o600 });
  const short = expectFailure(await world.foxden(words), 2, "usage.value");
  assert.ok(!short.message.includes("sss"));
  await Deno.writeTextFile(file, `${secret}\n`);
  await Deno.chmod(file, 0o640);
  assert.match(expectFailure(await world.foxden(words), 2, "usage.value").message, /chmod 600/);
  const env = { FOXDEN_MASTER_SECRET: "short" };
  expectFailure(await world.foxden(words.slice(0, -2), { env }), 2, "usage.value");
  await Deno.chmod(file, 0o600);
  for (const options of [{ flags: `--secret-file ${file}` }, { env: { FOXDEN_MASTER_SECRET: secret } }]) {
    await using served = await startServer(world, dataDir, options);
    assert.equal((await fetch(`${served.url}/__heartbeat__`)).status, 200);
    assert.deepEqual([...Deno.readDirSync(dataDir)].filter(({ name }) => name === "master-secret"), []);
    await served.stop();
  }
});

Deno.test("with --sign-up anybody may make an account, and without it nobody may", async () => {
  await using world = await openHome();
  const { authPW } = await stretchV1(PASSWORD, EMAIL);
  const body = JSON.stringify({ email: EMAIL, authPW: authPW.toHex() });
  const headers = { "content-type": "application/json" };
  for (const [flags, status] of [["", 403], ["--sign-up", 200]] as const) {
    await using served = await startServer(world, join(world.home, "server"), { flags });
    const response = await fetch(`${served.url}/v1/account/create`, { method: "POST", headers, body });
    await response.body?.cancel();
    assert.equal(response.status, status, flags);
    if (status === 200) expectSuccess(await logIn(world, served.url));
    const { stderr } = await served.stop();
    assert.equal(stderr.includes("may make an account"), flags !== "");
  }
});

Deno.test("with --quota an account holds so much and no more", async () => {
  await using world = await openHome();
  const dataDir = join(world.home, "server");
  for (const bad of ["much", "0", "-1", "5X"]) {
    expectFailure(await world.foxden(`serve --quota ${bad} --json`), 2, "usage.value");
  }
  await using served = await startServer(world, dataDir, { flags: "--quota 4k" });
  expectSuccess(await addUser(world, dataDir));
  expectSuccess(await logIn(world, served.url));
  expectSuccess(await world.foxden("sync --init --yes"));
  const put = (value: string) =>
    world.foxden("records put forms --json", { stdin: linesOfJson({ id: "a", name: "n", value }) });
  expectFailure(await put("x".repeat(4000)), 8, "server.over-quota");
  expectSuccess(await put("x".repeat(1000)));
  const { stdout } = expectSuccess(await world.foxden("quota --json"));
  assert.equal(JSON.parse(stdout).limitBytes, 4000);
});

Deno.test("the two preferences of a Firefox are printed, and nothing is served or made", async () => {
  await using world = await openHome();
  const print = async (listen: string) =>
    linesOf(expectSuccess(await world.foxden(`serve --listen ${listen} --print-firefox-config`)).stdout);
  assert.deepEqual(await print("127.0.0.1:8765"), [
    'user_pref("identity.fxaccounts.autoconfig.uri", "http://127.0.0.1:8765");',
    'user_pref("identity.fxaccounts.allowHttp", true);',
  ]);
  assert.match((await print("[::1]:80"))[0] ?? "", /"http:\/\/\[::1\]:80"/);
  assert.match((await print("0.0.0.0:80"))[0] ?? "", new RegExp(`"http://${Deno.hostname()}:80"`));
  expectFailure(
    await world.foxden("serve --listen 127.0.0.1:0 --print-firefox-config --json"),
    2,
    "usage.value",
  );
  assert.deepEqual([...Deno.readDirSync(world.home)], []);
});

Deno.test(needs("tmux", {
  name: "at a terminal passwords are asked for without showing, and the address before anything is lost",
  async fn() {
    await using house = await openHousehold();
    const { world, dataDir } = house;
    const env = { HOME: world.home };
    {
      await using pty = await openPty(`serve user passwd ${EMAIL} --data ${dataDir}`, { env });
      for (
        const [question, answer] of [["Current password", PASSWORD], ["New password", NEW_PASSWORD], [
          "once more",
          NEW_PASSWORD,
        ]] as const
      ) {
        await pty.waitFor(question);
        await pty.type(answer);
        await pty.press("Enter");
      }
      assert.equal(await pty.ended(), 0, await pty.screen());
      assert.ok(!(await pty.raw()).includes("another long"));
    }
    {
      await using pty = await openPty(`serve user add eve@example.org --data ${dataDir}`, {
        env,
        columns: 160,
      });
      const answer = async (question: string | RegExp, text: string) => {
        await pty.waitFor(question);
        await pty.type(text);
        await pty.press("Enter");
      };
      await answer("Password for eve@example.org", "short");
      await pty.waitFor("8 characters or more");
      await pty.press("C-u");
      await answer("Password for eve@example.org", NEW_PASSWORD);
      await answer("once more", "mistyped");
      await answer(/differs from the first.*Password for eve@example\.org \[/s, NEW_PASSWORD);
      await answer(/differs from the first.*The same once more \[/s, NEW_PASSWORD);
      assert.equal(await pty.ended(), 0, await pty.screen());
    }
    for (const [typed, exit] of [["y", 11], [EMAIL, 0]] as const) {
      await using pty = await openPty(`serve user rm ${EMAIL} --data ${dataDir}`, { env, columns: 160 });
      await pty.waitFor(`goes too: 3 records. Type ${EMAIL} to go on`);
      await pty.type(typed);
      await pty.press("Enter");
      assert.equal(await pty.ended(), exit, await pty.screen());
    }
  },
}));
