import assert from "node:assert/strict";
import { openSignIn } from "../../../tui/welcome/welcome.ts";
import { failsWith } from "../../support/vectors.ts";
import { EMAIL, everythingSaid, giveThe, openScene, PASSWORD, Player, toOwnServer } from "./scene.ts";

Deno.test("with address and password at a server of one's own the main screen is entered, signed in", async () => {
  await using scene = await openScene();
  const player = await giveThe(PASSWORD, scene);
  assert.deepEqual(player.at("set-up"), {
    name: "set-up",
    email: EMAIL,
    host: new URL(scene.server.url).host,
    missing: "everything",
  });
  await player.press("n").settled();
  assert.equal(player.welcome, null);
  assert.deepEqual(player.entered, [scene.world]);
  assert.equal(await scene.signedIn(), EMAIL);
});

Deno.test("no state after the step for it holds the password, and no event does", async () => {
  await using scene = await openScene({ signIn: "blocked" });
  const player = await giveThe(PASSWORD, scene);
  player.at("code");
  await player.paste(scene.mail[0]?.code ?? "").press("enter").settled();
  await player.press("y").settled();
  assert.equal(player.welcome, null);
  const isAfter = ({ step, busy }: { step: { name: string }; busy: unknown }) =>
    step.name !== "password" || busy !== null;
  const said = everythingSaid(player, isAfter);
  assert.ok(said.includes(EMAIL), "something was said at all");
  assert.ok(!said.includes("correct horse"));
  const { refreshToken = "none", mirrorKey } = await scene.profile.open().secrets();
  assert.ok(!said.includes(refreshToken));
  assert.ok(!said.includes(mirrorKey.toHex()));
  // It was there while it was typed, or this test could not fail.
  assert.ok(everythingSaid(player, () => true).includes("correct horse"));
});

Deno.test("after a wrong password it is asked for again, and the right one goes on", async () => {
  await using scene = await openScene();
  const player = await giveThe("wrong", scene);
  const { email, password, cursor } = player.at("password");
  assert.deepEqual([email.text, password.text, cursor], [EMAIL, "", 1]);
  assert.match(player.welcome?.fault?.what ?? "", /Wrong password/);
  await player.paste(PASSWORD).press("enter").settled();
  player.at("set-up");
});

Deno.test("an address without an account is told of, with the cursor on it", async () => {
  await using scene = await openScene({ user: false });
  const player = await giveThe(PASSWORD, scene);
  assert.equal(player.at("password").cursor, 0);
  assert.match(player.welcome?.fault?.why ?? "", /has no account of that address/);
});

for (const [kind, name] of [["code", "mail"], ["totp", "authenticator"]] as const) {
  Deno.test(`a code by ${name} is asked for, may be mistyped, and goes on`, async () => {
    await using scene = await openScene({ signIn: kind });
    const player = await giveThe(PASSWORD, scene);
    assert.equal(player.at("code").kind, name);
    const right = scene.mail.at(-1)?.code ?? "";
    const wrong = right === "000000" ? "111111" : "000000";
    await player.press(...wrong, "enter").settled();
    assert.equal(player.at("code").wrong, 1);
    assert.equal(player.at("code").code.text, "");
    assert.match(player.welcome?.fault?.advice ?? "", /^2 tries left/);
    await player.press(...right, "enter").settled();
    player.at("set-up");
  });
}

Deno.test("after three wrong codes the password is asked for again", async () => {
  await using scene = await openScene({ signIn: "totp" });
  const player = await giveThe(PASSWORD, scene);
  const wrong = scene.mail.at(-1)?.code === "000000" ? "111111" : "000000";
  for (let i = 0; i < 3; i++) await player.press(...wrong, "enter").settled();
  assert.equal(player.at("password").email.text, EMAIL);
  assert.match(player.welcome?.fault?.what ?? "", /^3 codes/);
  await player.paste(PASSWORD).press("enter").settled();
  player.at("code");
});

Deno.test("another mail can be asked for, and its code goes on", async () => {
  await using scene = await openScene({ signIn: "code" });
  const player = await giveThe(PASSWORD, scene);
  await player.press("r").settled();
  assert.equal(scene.mail.length, 2);
  assert.match(player.welcome?.note ?? "", /Another mail/);
  await player.press(...scene.mail.at(-1)?.code ?? "", "enter").settled();
  player.at("set-up");
});

Deno.test("a block is lifted with the code from the mail, also from another mail", async () => {
  await using scene = await openScene({ signIn: "blocked" });
  const player = await giveThe(PASSWORD, scene);
  assert.equal(player.at("code").kind, "unblock");
  await player.paste("WRONG234").press("enter").settled();
  assert.equal(player.at("code").wrong, 1);
  await player.press("ctrl-r").settled();
  assert.equal(scene.mail.length, 2);
  await player.paste(scene.mail.at(-1)?.code ?? "").press("enter").settled();
  player.at("set-up");
});

Deno.test("a clock that is off is named where an authenticator's code is not accepted", async () => {
  await using scene = await openScene({ signIn: "totp", clockOffsetSeconds: 600 });
  const player = await giveThe(PASSWORD, scene);
  const wrong = scene.mail.at(-1)?.code === "000000" ? "111111" : "000000";
  await player.press(...wrong, "enter").settled();
  assert.match(player.welcome?.fault?.why ?? "", /clock of this computer is 10 min behind the server's/);
});

Deno.test("an account that was never set up is set up where somebody says so, and then it is not asked again", async () => {
  await using scene = await openScene();
  const player = await giveThe(PASSWORD, scene);
  await player.press("enter", "x").settled();
  player.at("set-up");
  await player.press("y").settled();
  assert.equal(player.welcome, null);
  using app = scene.profile.open();
  await app.sync();
  const again = new Player(scene.world, openSignIn(scene.world, { email: EMAIL, host: "127.0.0.1" }));
  using _ = again;
  await again.press("2").settled();
  await again.paste(PASSWORD).press("enter").settled();
  assert.equal(again.welcome, null);
  assert.deepEqual(again.entered, [scene.world]);
});

Deno.test("where nothing may be changed one can sign in all the same, and nothing is set up", async () => {
  await using scene = await openScene({ parts: { isReadOnly: true } });
  const player = await giveThe(PASSWORD, scene);
  assert.equal(player.welcome, null);
  assert.equal(await scene.signedIn(), EMAIL);
  using app = scene.profile.open();
  await failsWith("not-found.setup", () => app.sync());
});

Deno.test("a sign-in over the main screen goes to the server the profile is of, and esc leaves it", async () => {
  await using scene = await openScene();
  await giveThe(PASSWORD, scene);
  const host = new URL(scene.server.url).host;
  const reason = { message: "The server no longer accepts this sign-in" };
  using again = new Player(scene.world, openSignIn(scene.world, { email: EMAIL, host }, reason));
  assert.equal(again.at("way").cursor, 1);
  again.press("enter");
  assert.equal(again.at("password").email.text, EMAIL);
  again.press("esc").at("way");
  again.press("esc");
  assert.equal(again.welcome, null);
  assert.deepEqual(again.entered, [], "the main screen is as it was");
});

Deno.test("a sealed profile is opened before a password is sent, and its passphrase may be mistyped", async () => {
  const paths: string[] = [];
  await using scene = await openScene({ fault: ({ url }) => void paths.push(new URL(url).pathname) });
  await giveThe(PASSWORD, scene);
  using app = scene.profile.open();
  await app.keepSecrets(await app.secrets(), "open sesame");
  paths.length = 0;
  const first = openSignIn(scene.world, { email: EMAIL, host: new URL(scene.server.url).host });
  using again = new Player(scene.world, first, ["open says me", "open sesame"]);
  await again.press("2").paste(PASSWORD).press("enter").settled();
  assert.equal(again.wrongPassphrases, 1);
  assert.ok(again.welcome?.fault);
  assert.deepEqual(paths, []);
  await again.paste(PASSWORD).press("enter").settled();
  again.at("set-up");
});

Deno.test("a profile stays with its account", async () => {
  await using scene = await openScene();
  await giveThe(PASSWORD, scene);
  await using other = await openScene();
  using player = new Player(scene.world);
  await giveThe(PASSWORD, { ...scene, player, server: other.server });
  assert.match(player.welcome?.fault?.advice ?? "", /-p NAME/);
  assert.equal(player.at("password").email.text, EMAIL);
});

Deno.test("a sign-in that is left while it waits for the server tells nothing any more", async () => {
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  await using scene = await openScene({
    fault: async ({ url }) => {
      if (!url.includes("/account/login")) return undefined;
      arrive();
      await held;
      return undefined;
    },
  });
  const player = await toOwnServer(scene, "password");
  player.paste(EMAIL).press("enter").paste(PASSWORD).press("enter");
  await arrived;
  const before = player.events.length;
  player.press("x", "q", "esc");
  assert.equal(player.at("password").password.text, "");
  assert.equal(player.welcome?.busy, null);
  release();
  await player.settled();
  assert.equal(player.events.length, before);
  assert.equal(await scene.signedIn(), undefined);
});

Deno.test("what answers in place of a server is told: a page against robots, a wrong address, a closed port", async () => {
  await using robots = await openScene({
    fault: ({ url }) =>
      url.includes("/account/login")
        ? new Response("<html>are you human?</html>", {
          status: 406,
          headers: { "content-type": "text/html" },
        })
        : undefined,
  });
  const blocked = await giveThe(PASSWORD, robots);
  assert.match(blocked.welcome?.fault?.why ?? "", /page against robots/);
  assert.match(blocked.welcome?.fault?.advice ?? "", /browser/);

  await using nothing = await openScene({ fault: () => new Response(null, { status: 404 }) });
  const lost = await nothing.player.press("4").paste(nothing.server.url).press("enter").settled();
  lost.at("server");
  assert.match(lost.welcome?.fault?.why ?? "", /nothing of an accounts server/);

  const gone = await openScene();
  await using profile = gone.profile;
  await gone.server.close();
  using player = gone.player;
  await player.press("4").paste(gone.server.url).press("enter").settled();
  assert.equal(profile, gone.profile);
  assert.match(player.welcome?.fault?.why ?? "", /does not answer/);
  assert.equal(player.at("server").accounts.text, gone.server.url);
});
