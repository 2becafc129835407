/** foxden doctor: what is wrong is found, whatever it is, and a report of it tells nobody who you are. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { array, type Decoded, nullable, object, parseJson, string } from "../../core/json.ts";
import { AUTHORITY, EXPIRED, GOOD, NOT_YET, OTHER_NAME, SERVER_KEY } from "../support/certificates.ts";
import { deadUrl } from "../support/faults.ts";
import { needs, Pty } from "../support/pty.ts";
import { EMAIL, openWorld, PASSWORD, programWords, type Run, type World } from "../support/world.ts";
import { expectFailure } from "./expect.ts";
import { appOf, openFilledWorld, put } from "./filled.ts";

const check = object({ check: string, state: string, detail: string, advice: nullable(string) });
type Check = Decoded<typeof check>;

/** What an examination has found, by check. */
function found({ stdout, stderr }: Run): Map<string, Check> {
  assert.equal(stderr, "", "with --json nothing but a failure is told");
  const { items } = object({ items: array(check) })(parseJson(stdout, "stdout"), "stdout");
  return new Map(items.map((each) => [each.check, each]));
}

/** A shell in which nothing is missing. */
const SHELL = { TERM: "xterm", LANG: "C.UTF-8", EDITOR: "sh", BROWSER: "sh", PAGER: "sh" };

const examine = (world: World, words = "", env: Readonly<Record<string, string>> = {}) =>
  world.foxden(`doctor --json ${words}`, { env: { ...SHELL, ...env } });

const namesIn = (checks: Map<string, Check>, state: string) =>
  [...checks.values()].filter((each) => each.state === state).map((each) => each.check);

Deno.test("on an account in order it finds nothing, and changes nothing", async () => {
  await using world = await openFilledWorld();
  const before = await world.foxden("sync");
  assert.equal(before.code, 0, before.stderr);
  const run = await examine(world, "--deep");
  const checks = found(run);
  assert.equal(run.code, 0, run.stdout);
  assert.deepEqual([namesIn(checks, "problem"), namesIn(checks, "warning")], [[], []], run.stdout);
  assert.match(checks.get("records")?.detail ?? "", /and all make sense/);
});

Deno.test("signed out, offline, without a home and after a demo it still says what it can", async () => {
  await using world = await openWorld({ user: false });
  const offline = await examine(world, "--offline");
  assert.equal(offline.code, 0, offline.stdout);
  assert.equal(found(offline).get("profile")?.state, "skipped");
  assert.deepEqual(await Array.fromAsync(Deno.readDir(world.home)), [], "nothing was made");
  const homeless = await examine(world, "--offline", { HOME: "" });
  assert.deepEqual([homeless.code, namesIn(found(homeless), "problem")], [10, ["config", "folders"]]);
  const ended = await examine(world, "--offline", { FOXDEN_DATA_DIR: "/tmp/foxden-demo-that-is-gone/data" });
  assert.deepEqual([ended.code, namesIn(found(ended), "problem")], [10, ["folders"]]);
  const servers = await examine(world, `--server ${world.server.url}`);
  assert.deepEqual([servers.code, found(servers).get("token")?.state], [0, "ok"]);
  const away = await examine(world, `--server ${deadUrl()}`);
  assert.deepEqual([away.code, namesIn(found(away), "problem")], [10, ["accounts"]]);
});

Deno.test("a config file that nothing else runs with is one problem among the checks", async () => {
  await using world = await openFilledWorld();
  const env = { FOXDEN_CONFIG_DIR: world.home };
  await Deno.writeTextFile(join(world.home, "config.toml"), "offline = [\n", { mode: 0o600 });
  expectFailure(await world.foxden("status --json", { env }), 2, "usage.config");
  const run = await world.foxden("doctor -q --json", { env: { ...SHELL, ...env } });
  assert.deepEqual([run.code, namesIn(found(run), "problem")], [10, ["config"]]);
});

Deno.test("nobody is asked for a passphrase where nobody may be, and what needs it is passed over", async () => {
  await using world = await openFilledWorld();
  const app = appOf(world);
  await app.keepSecrets(await app.secrets(), "open sesame");
  const run = await examine(world, "--no-input");
  const checks = found(run);
  assert.deepEqual([run.code, namesIn(checks, "problem")], [0, []], run.stdout);
  for (const each of ["secrets", "mirror", "sign-in", "accounts"]) {
    assert.equal(checks.get(each)?.state, "skipped", each);
  }
  const path = join(world.home, "passphrase");
  await Deno.writeTextFile(path, "open sesame\n");
  const opened = found(await examine(world, "", { FOXDEN_PASSPHRASE_FILE: path }));
  assert.equal(opened.get("keys")?.state, "ok");
});

Deno.test("each thing that can be wrong with a certificate is named", async () => {
  await using world = await openWorld({ user: false });
  const authority = join(world.home, "authority.pem");
  await Deno.writeTextFile(authority, AUTHORITY);
  const accounts = async (cert: string, env: Readonly<Record<string, string>> = { DENO_CERT: authority }) => {
    const listening = { hostname: "127.0.0.1", port: 0, cert, key: SERVER_KEY, onListen: () => undefined };
    const server = Deno.serve(
      listening,
      ({ url }) =>
        Response.json({
          auth_server_base_url: new URL(url).origin,
          sync_tokenserver_base_url: new URL(url).origin,
        }),
    );
    try {
      const run = await examine(world, `--server https://localhost:${server.addr.port}`, env);
      return found(run).get("accounts")?.detail ?? "";
    } finally {
      await server.shutdown();
    }
  };
  assert.match(
    await accounts(GOOD),
    /name found in \d+ ms, connected in \d+ ms, encrypted in \d+ ms, answered in/,
  );
  assert.match(await accounts(GOOD, {}), /signed by nobody this program trusts$/);
  assert.match(await accounts(OTHER_NAME), /is for another name$/);
  assert.match(await accounts(EXPIRED), /has expired$/);
  assert.match(await accounts(NOT_YET), /is not valid yet$/);
});

Deno.test("a report holds nothing that was planted in the account, on the disk or in the environment", async () => {
  await using world = await openFilledWorld();
  const record = {
    id: "PLANTEDid000",
    type: "bookmark",
    title: "PLANTEDtitle",
    bmkUri: 7,
    parentid: "unfiled",
  };
  await put(world, "bookmarks", "PLANTEDid000", record);
  await put(world, "PLANTEDnotes", "PLANTEDid001", { id: "PLANTEDid001", deleted: "PLANTEDvalue" });
  const sync = await world.foxden("sync");
  assert.equal(sync.code, 0, sync.stderr);
  await world.foxden("records put forms -", {
    stdin: '{"id":"PLANTEDid002","name":"PLANTEDname","value":"x"}',
  });
  const config = join(world.home, ".config/foxden");
  await Deno.mkdir(config, { recursive: true });
  await Deno.writeTextFile(join(config, "config.toml"), 'PLANTEDsetting = "PLANTEDvalue"\n');
  await Deno.chmod(world.vaultPath.replace(/vault$/, "mirror.db"), 0o644);
  const env = {
    ...SHELL,
    NO_PROXY: "PLANTEDhost.example,127.0.0.1",
    HTTPS_PROXY: "http://PLANTEDuser:PLANTEDpass@PLANTEDproxy.example:1",
    VISUAL: "/opt/PLANTEDfolder/PLANTEDeditor --PLANTEDflag",
    PAGER: "PLANTED pager",
    TERM: "PLANTED\x1bterm",
  };
  const secrets = await appOf(world).secrets();
  const personal = [
    ...[
      "planted",
      EMAIL,
      EMAIL.split("@")[1] ?? "",
      secrets.uid,
      secrets.deviceId ?? "",
      secrets.syncKey.kid,
    ],
    ...[world.home, new URL(world.server.url).host],
    ...[Deno.hostname()].filter(({ length }) => length > 3),
  ];
  for (const words of ["doctor --report", "doctor --report --json --deep", "doctor --report -f csv -v"]) {
    const run = await world.foxden(words, { env });
    assert.equal(run.code, 10, run.stderr);
    const told = words.endsWith("-v") ? run.stdout : run.stdout + run.stderr;
    for (const mark of personal) {
      assert.ok(mark.length > 2 && !told.toLowerCase().includes(mark.toLowerCase()), `${mark}: ${told}`);
    }
    assert.doesNotMatch(told, new RegExp(`\\b${EMAIL.split("@")[0]}\\b`, "i"));
    assert.match(told, /~\/\.local\/share\/foxden\/default/);
  }
});

Deno.test(needs("tmux", {
  name: "a terminal that a killed program left behind is usable again",
  async fn() {
    const modes = "\\033[?1049h\\033[?25l\\033[?1003h\\033[?1006h\\033[?2004h\\033[31mX";
    const asked = "stty -a | tr ' ;' '\\n\\n' | grep -x -e -icanon -e icanon -e -echo -e echo";
    const script = `echo BEFORE; printf '${modes}'; stty -echo -icanon; "$@"; ${asked}`;
    const words = programWords("doctor --fix-terminal");
    await using pty = await Pty.open(["sh", "-c", script, "sh", ...words]);
    assert.equal(await pty.ended(), 0);
    const screen = await pty.screen();
    assert.match(screen, /BEFORE/, "the ordinary screen is back");
    assert.match(screen, /The terminal is reset\.\nicanon\necho$/m);
    const state = "#{alternate_on} #{cursor_flag} #{mouse_any_flag} #{mouse_sgr_flag}";
    assert.equal(await pty.state(state), "0 1 0 0");
  },
}));

Deno.test(needs("tmux", {
  name: "at a terminal it is a page that ends with a sum, and it asks for a passphrase it needs",
  async fn() {
    await using world = await openWorld();
    const login = ["auth", "login", "--server", world.server.url, "--email", EMAIL, "--password-stdin"];
    assert.equal((await world.foxden(login, { stdin: PASSWORD })).code, 0);
    const app = appOf(world);
    await app.keepSecrets(await app.secrets(), "open sesame");
    const env = { HOME: world.home, ...SHELL, PAGER: "cat" };
    await using pty = await Pty.open(programWords("doctor"), { env, rows: 60 });
    await pty.waitFor("Passphrase");
    await pty.type("open sesame");
    await pty.press("Enter");
    assert.equal(await pty.ended(), 0, await pty.screen());
    assert.match(await pty.screen(), /ok +secrets +sealed with a passphrase[^]*ok +keys?|skipped +keys/);
    assert.match(await pty.screen(), /no problems, .* ok, \d+ skipped/);
  },
}));
