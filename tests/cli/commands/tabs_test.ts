import assert from "node:assert/strict";
import { join } from "node:path";
import { openSynced, put, type TestAccount } from "../../app/app_support.ts";
import { until } from "../../interop/wait.ts";
import { expectFailure, expectSuccess, itemsOf, linesOf } from "../../stories/expect.ts";
import { runOn } from "./on_profile.ts";

const tab = (title: string, ...urls: readonly string[]) => ({
  title,
  urlHistory: urls,
  lastUsed: 1_700_000_000,
});

const MANY = Array.from({ length: 30 }, (_, i) => tab(`Many ${i}`, `https://many.example/${i}`));

const HOSTILE = "https://h.example/?$(touch hacked)&`id`;'\"|x";

/** Two devices with tabs, some of which no browser should be given. */
async function onTabs(run: (account: TestAccount) => Promise<void>): Promise<void> {
  await using account = await openSynced();
  const { app } = account;
  await put(app, "clients", { id: "c-phone", name: "Pixel 9", type: "mobile" }, { id: "c-den", name: "den" });
  await put(
    app,
    "tabs",
    {
      id: "c-phone",
      clientName: "Pixel 9",
      tabs: [
        tab("Bus", "https://bus.example/stop", "https://before.example/"),
        tab("\u001b[2JHostile", HOSTILE),
        tab("A file", "file:///etc/passwd"),
        tab("A script", "javascript:alert(1)"),
      ],
    },
    { id: "c-den", clientName: "den", tabs: [tab("Bus", "https://bus.example/stop"), ...MANY] },
  );
  await run(account);
}

/** A browser that notes what it was given: how many words, and which. */
async function makeBrowser({ home }: TestAccount) {
  const [program, notes] = [join(home, "browser"), join(home, "opened")];
  await Deno.writeTextFile(program, `#!/bin/sh\necho "$# $1" >> '${notes}'\n`, { mode: 0o755 });
  const opened = (count: number) =>
    until(10_000, `${count} tabs`, async () => {
      const lines = linesOf(await Deno.readTextFile(notes).catch(() => ""));
      return lines.length === count ? lines.toSorted() : undefined;
    });
  return { env: { BROWSER: program }, opened, program };
}

Deno.test("tabs of a phone go into a file", () =>
  onTabs(async (account) => {
    const path = join(account.home, "tabs.csv");
    expectSuccess(
      await runOn(account, ["tabs", "list", "bus", "--device", "pixel", "-f", "csv", "-o", path]),
    );
    const [head, row, ...others] = (await Deno.readTextFile(path)).trimEnd().split("\r\n");
    assert.equal(head, "device,title,url,lastUsed,pinned,inactive,icon,id,window,index,group,history");
    assert.equal(
      row,
      "Pixel 9,Bus,https://bus.example/stop,2023-11-14T22:13:20Z,false,false,,c-phone,,0,,https://before.example/",
    );
    assert.deepEqual(others, []);
  }));

Deno.test("a list of tabs has ids of devices, and its addresses go into a pipe", () =>
  onTabs(async (account) => {
    const ids = expectSuccess(await runOn(account, ["tabs", "list", "title:bus", "-f", "ids"]));
    assert.deepEqual(linesOf(ids.stdout).toSorted(), ["c-den", "c-phone"]);
    const urls = expectSuccess(await runOn(account, ["tabs", "list", "title:bus", "--fields", "url"]));
    assert.deepEqual(linesOf(urls.stdout), ["https://bus.example/stop", "https://bus.example/stop"]);
    const print = await runOn(account, ["tabs", "open", "-", "--print"], { stdin: urls.stdout });
    assert.equal(expectSuccess(print).stdout, "https://bus.example/stop\n");
  }));

Deno.test("tabs are shown in full by address and by device", () =>
  onTabs(async (account) => {
    const got = await runOn(account, ["tabs", "get", "https://bus.example/stop", "--json"]);
    assert.deepEqual(itemsOf(expectSuccess(got)).map(({ device, history }) => [device, history]).toSorted(), [
      ["Pixel 9", ["https://before.example/"]],
      ["den", []],
    ]);
    const one = expectSuccess(await runOn(account, ["tabs", "get", "https://many.example/3"]));
    assert.match(one.stdout, /^device\tden\ntitle\tMany 3\nurl\thttps:\/\/many\.example\/3\n/);
    const list = expectSuccess(await runOn(account, ["tabs", "get", "https://many.example/3", "--json"]));
    assert.equal(itemsOf(list).length, 1);
    const piped = await runOn(account, ["tabs", "get", "-", "--json"], { stdin: "c-phone\nnosuch\n" });
    assert.deepEqual([piped.code, itemsOf(piped).length], [3, 4]);
    assert.match(piped.stderr, /not there: nosuch/);
    expectFailure(await runOn(account, ["tabs", "get", "nosuch", "--json"]), 3, "not-found.match");
    const some = await runOn(account, ["tabs", "get", "https://many.example/3", "nosuch"]);
    assert.equal(some.code, 3);
    assert.match(some.stderr, /not there: nosuch/);
    await put(account.app, "clients", { id: "c-pad", name: "iPad", type: "tablet" });
    const idle = expectSuccess(await runOn(account, ["tabs", "get", "iPad"]));
    assert.deepEqual([idle.stdout, idle.stderr], ["", "iPad has no open tabs.\n"]);
    const neither = await runOn(account, ["tabs", "get", "iPad", "nosuch"]);
    assert.equal(neither.code, 3);
    assert.match(neither.stderr, /^iPad has no open tabs\.\nfoxden: no tab shows "nosuch"/);
  }));

Deno.test("matching tabs are opened in the browser, each once, and nothing but pages of the web", () =>
  onTabs(async (account) => {
    const { env, opened, program } = await makeBrowser(account);
    const { stderr, stdout } = expectSuccess(await runOn(account, ["tabs", "open", "bus"], { env }));
    assert.deepEqual([stdout, stderr], ["", `Opened 1 tab with ${program}.\n`]);
    assert.deepEqual(await opened(1), ["1 https://bus.example/stop"]);
    const { stderr: told } = expectSuccess(await runOn(account, ["tabs", "open", "device:pixel"], { env }));
    assert.match(told, /^note: 2 tabs left out: neither http nor https\nOpened 2 tabs/);
    const [, second, hostile] = await opened(3);
    assert.equal(second, "1 https://bus.example/stop");
    assert.equal(hostile, `1 ${new URL(HOSTILE).href}`);
    await assert.rejects(Deno.stat(join(account.home, "hacked")));
  }));

Deno.test("addresses from a pipe are opened, unless one of them is no page of the web", () =>
  onTabs(async (account) => {
    const { env, opened } = await makeBrowser(account);
    const open = (stdin: string, ...words: string[]) =>
      runOn(account, ["tabs", "open", "-", ...words], { env, stdin });
    expectSuccess(await open("https://a.example/\n\nhttp://b.example\n"));
    assert.deepEqual(await opened(2), ["1 http://b.example/", "1 https://a.example/"]);
    for (const bad of ["file:///etc/passwd", "javascript:alert(1)", "--version", "a.example"]) {
      const run = await open(`https://c.example/\n${bad}\n`);
      assert.equal(run.code, 2);
      assert.match(run.stderr, /line 2 is no http or https address; nothing was opened/);
    }
    assert.equal((await open("")).code, 2);
    for (const more of [["device:nosuch"], ["-"], ["--device", "zzz"], ["--active", "1h"]]) {
      expectFailure(await open("https://c.example/\n", ...more, "--json"), 2, "usage.value");
    }
    assert.equal((await opened(2)).length, 2);
  }));

Deno.test("many tabs are opened only after a question", () =>
  onTabs(async (account) => {
    const { env, opened } = await makeBrowser(account);
    const open = (...words: string[]) => runOn(account, ["tabs", "open", ...words], { env });
    const some = await open("many.example/1");
    assert.equal(some.code, 11);
    assert.match(some.stderr, /cannot ask: Open 11 tabs\?/);
    const all = await open("many");
    assert.match(all.stderr, /Open 30 tabs\? Type the number/);
    assert.equal((await open("many", "--yes=29")).code, 11);
    assert.equal(linesOf(expectSuccess(await open("many", "--print")).stdout).length, 30);
    expectSuccess(await open("many.example/1", "--yes"));
    assert.equal((await opened(11)).length, 11);
    assert.match(
      expectSuccess(await open("nothing matches")).stderr,
      /^No tab matches; nothing was opened\.\n$/,
    );
    assert.equal(expectSuccess(await open("nosuch", "--print")).stdout, "");
  }));

Deno.test("BROWSER may be a command with words, and several of which the first that can be is started", () =>
  onTabs(async (account) => {
    const [program, notes] = [join(account.home, "words"), join(account.home, "noted")];
    await Deno.writeTextFile(program, `#!/bin/sh\necho "$@" >> '${notes}'\n`, { mode: 0o755 });
    const noted = (count: number) =>
      until(10_000, `${count} notes`, async () => {
        const lines = linesOf(await Deno.readTextFile(notes).catch(() => ""));
        return lines.length === count ? lines : undefined;
      });
    const open = (browser: string) => runOn(account, ["tabs", "open", "bus"], { env: { BROWSER: browser } });
    expectSuccess(await open(`${program} -P  x`));
    expectSuccess(await open(`${join(account.home, "nosuch")}:false:${program} --at=%s -x`));
    assert.deepEqual(await noted(2), [
      "-P x https://bus.example/stop",
      "--at=https://bus.example/stop -x",
    ]);
    expectFailure(
      await runOn(account, ["tabs", "open", "bus", "--json"], { env: { BROWSER: `${program} -P "a b"` } }),
      2,
      "usage.value",
    );
    const failed = await open("false");
    assert.equal(failed.code, 1);
    assert.match(failed.stderr, /the browser "false" ended at once, with exit code 1/);
    assert.equal((await noted(2)).length, 2);
  }));

Deno.test("a browser that cannot be started is told, with what else can be done", () =>
  onTabs(async (account) => {
    const env = { BROWSER: join(account.home, "nosuch") };
    const { code, stderr } = await runOn(account, ["tabs", "open", "bus"], { env });
    assert.equal(code, 1);
    assert.match(stderr, /the browser ".*nosuch" could not be started\n/);
    assert.match(stderr, /BROWSER=firefox[^]*--print +to print the addresses/);
  }));
