/** Accounts on a server of one's own: one that is away for a while, and one that holds nothing yet. */
import assert from "node:assert/strict";
import { addUser } from "../../server/admin.ts";
import { type RunningServer, serve } from "../../server/serve.ts";
import { expectSuccess } from "../stories/expect.ts";
import { EMAIL, PASSWORD } from "../support/world.ts";
import { assertWhole, Home, opened, selectedRow, terminalTest } from "./screens.ts";

async function signIn(home: Home, server: RunningServer): Promise<void> {
  const words = ["auth", "login", "--server", server.url, "--email", EMAIL, "--password-stdin"];
  expectSuccess(await home.run(words, `${PASSWORD}\n`));
}

const setUp = async (home: Home): Promise<void> =>
  void expectSuccess(await home.run(["sync", "--init", "--confirm", EMAIL]));

terminalTest("while the server is away one goes on browsing, and R finds it again", async () => {
  await using home = await Home.make();
  const dataDir = `${home.folder}/server`;
  let server = await serve({ dataDir });
  try {
    await addUser(server.database, { email: EMAIL, password: PASSWORD });
    await signIn(home, server);
    await setUp(home);
    for (const title of ["Knots", "Ropes", "Sails"]) {
      expectSuccess(
        await home.run(["bookmarks", "add", `https://${title.toLowerCase()}.example/`, "--title", title]),
      );
    }
    await using tmux = await home.open();
    await opened(tmux);
    await tmux.waitFor(/Knots/);

    await server.close();
    await tmux.type("R");
    const offline = await tmux.waitFor(/\[offline since \d\d:\d\d\]/);
    assert.doesNotMatch(offline, /\bat .*\.ts\b|TypeError|Collections.*Error/);
    await tmux.type("/ropes");
    await tmux.waitFor(/> 1 match/);
    await tmux.send("Enter");
    await tmux.waitFor((screen) => (selectedRow(screen) ?? "").startsWith("Ropes"));
    await tmux.send("Escape");
    await tmux.waitFor(/Sails/);

    server = await serve({ dataDir, port: Number(new URL(server.url).port) });
    await tmux.type("R");
    await tmux.waitFor("[online] synced");
    await assertWhole(tmux, 100);
    await tmux.type("q");
    assert.equal(await tmux.ended(), 0);
    assert.doesNotMatch(await tmux.rawOutput(), /\bat \S+\.tsx?:\d+/, "no stack trace");
  } finally {
    await server.close();
  }
});

terminalTest(
  "an account with nothing in it says of every place that it is empty, and what fills it",
  async () => {
    await using home = await Home.make();
    await using server = await serve();
    await addUser(server.database, { email: EMAIL, password: PASSWORD });
    await signIn(home, server);
    await setUp(home);
    await using tmux = await home.open();
    await opened(tmux);
    for (const [digit, title] of [["2", "Passwords"], ["3", "History"], ["6", "Cards"]] as const) {
      await tmux.type(digit);
      const screen = await tmux.waitFor((now) => now.split("\n")[1]?.includes(`─ ${title} `) === true);
      const shown = await tmux.waitFor(/No \w+.* (is|are) synced in this account/);
      assert.match(shown, /\? help/);
      assert.equal(selectedRow(screen), undefined);
      await assertWhole(tmux, 100);
    }
    // A key for a record has nothing to work on, and does no harm.
    await tmux.type("o");
    await tmux.waitFor(/^! Nothing here/m);
    await tmux.type("Q");
    assert.equal(await tmux.ended(), 0);
  },
);

terminalTest("an account that was never set up says how to do it, and claims no sync", async () => {
  await using home = await Home.make();
  await using server = await serve();
  await addUser(server.database, { email: EMAIL, password: PASSWORD });
  await signIn(home, server);
  await using tmux = await home.open();
  const screen = await tmux.waitFor(/[│ ]This account has never synced.*│$/m);
  assert.doesNotMatch(screen, /[Ss]ync(ed)? +just now/);
  await tmux.waitFor("foxden sync --init");
});
