import assert from "node:assert/strict";
import { scopedKeysJson } from "../../../core/accounts/browser.ts";
import { fetchSyncKey } from "../../../core/accounts/keys.ts";
import { authorize } from "../../../core/accounts/oauth.ts";
import { utf8 } from "../../../core/bytes.ts";
import { decodePublicJwk, sealJwe } from "../../../core/crypto/jwe.ts";
import { FoxdenError } from "../../../core/errors.ts";
import { accountsAt } from "../../core/accounts/accounts_support.ts";
import { openSession } from "../../core/accounts/open_session.ts";
import { seededRandom } from "../../support/context.ts";
import { EMAIL, everythingSaid, openScene, type Scene, toOwnServer } from "./scene.ts";

/** What the sign-in page does once the person has agreed: gives its last address. */
async function agree(scene: Scene, page: string, email = EMAIL): Promise<string> {
  const parameter = (name: string) => new URL(page).searchParams.get(name) ?? "";
  const server = accountsAt(scene.server.url);
  const session = await openSession(scene.server.database, email);
  const clientId = parameter("client_id");
  const key = await fetchSyncKey(server, session, clientId);
  const jwk = decodePublicJwk(parameter("keys_jwk"));
  const { redirect } = await authorize(server, session.token, {
    clientId,
    scope: parameter("scope"),
    state: parameter("state"),
    codeChallenge: parameter("code_challenge"),
    keysJwe: await sealJwe(utf8(scopedKeysJson([key])), jwk, seededRandom(1)(12)),
  });
  return redirect;
}

const pageOf = ({ player }: Scene): string => player.at("browser").url ?? "none";

Deno.test("the address of the last page signs in, pasted in lines as a terminal may give it", async () => {
  await using scene = await openScene();
  const player = await toOwnServer(scene, "browser");
  const answer = await agree(scene, pageOf(scene));
  await player.paste(`${answer.slice(0, 40)}\n${answer.slice(40)}\n`).press("enter").settled();
  player.at("set-up");
  assert.equal(await scene.signedIn(), EMAIL);
  const code = new URL(answer).searchParams.get("code") ?? "none";
  assert.ok(
    !everythingSaid(player, ({ step, busy }) => step.name !== "browser" || busy !== null).includes(code),
  );
});

Deno.test("a wrong answer is told of, and the right one goes on with the same page", async () => {
  await using scene = await openScene();
  const player = await toOwnServer(scene, "browser");
  const page = pageOf(scene);
  await player.paste("https://example.org/?code=1").press("enter").settled();
  assert.match(player.welcome?.fault?.what ?? "", /not the address the sign-in ends on/);
  assert.equal(player.at("browser").answer.text, "");
  assert.equal(pageOf(scene), page);
  await player.press("enter").settled();
  assert.match(player.welcome?.fault?.what ?? "", /Nothing was pasted/);
  await player.paste(await agree(scene, page)).press("enter").settled();
  player.at("set-up");
});

Deno.test("a code that the server does not take needs a new page, which enter asks for", async () => {
  await using scene = await openScene();
  const player = await toOwnServer(scene, "browser");
  const page = pageOf(scene);
  await player.paste("0".repeat(64)).press("enter").settled();
  assert.equal(player.at("browser").url, null);
  assert.ok(player.welcome?.fault);
  await player.press("enter").settled();
  assert.notEqual(pageOf(scene), page);
  assert.equal(player.welcome?.fault, null);
  await player.paste(await agree(scene, pageOf(scene))).press("enter").settled();
  player.at("set-up");
});

Deno.test("letters are keys while nothing was pasted: y copies the address, o opens it, r makes a new one", async () => {
  const opened: string[] = [];
  const openUrls = (urls: readonly URL[]) => {
    opened.push(...urls.map(({ href }) => href));
    return Promise.resolve();
  };
  await using scene = await openScene({ parts: { openUrls } });
  const player = await toOwnServer(scene, "browser");
  const page = pageOf(scene);
  assert.deepEqual(opened, [], "nothing is opened where there is no desktop");
  player.press("y");
  assert.deepEqual(player.effects.at(-1), { type: "copy", what: "Address", text: page });
  await player.press("o").settled();
  assert.deepEqual(opened, [page]);
  assert.equal(player.at("browser").opening, "opened");
  await player.press("r").settled();
  assert.notEqual(pageOf(scene), page);
  player.press("h", "y");
  assert.equal(player.at("browser").answer.text, "hy");
});

Deno.test("on a desktop the page is opened by itself, and over ssh it is not", async () => {
  for (const [variables, isOpened] of [[["DISPLAY"], true], [["DISPLAY", "SSH_TTY"], false]] as const) {
    const opened: string[] = [];
    const set: readonly string[] = variables;
    await using scene = await openScene({
      parts: {
        env: (name) => set.includes(name) ? "1" : undefined,
        openUrls: (urls) => Promise.resolve(void opened.push(...urls.map(({ href }) => href))),
      },
    });
    await toOwnServer(scene, "browser");
    assert.deepEqual(opened, isOpened ? [pageOf(scene)] : []);
  }
});

Deno.test("a browser that cannot be started is no failure of the sign-in", async () => {
  const missing = new FoxdenError("failed.program", 'The browser "x" could not be started', { name: "x" });
  await using scene = await openScene({ parts: { openUrls: () => Promise.reject(missing) } });
  const player = await toOwnServer(scene, "browser");
  await player.press("o").settled();
  assert.equal(player.at("browser").opening, "failed");
  assert.equal(player.welcome?.fault, null);
  await player.paste(await agree(scene, pageOf(scene))).press("enter").settled();
  player.at("set-up");
});

Deno.test("esc leads from the page back to the choice of a way, and from there to the addresses", async () => {
  await using scene = await openScene();
  const player = await toOwnServer(scene, "browser");
  player.press("esc").at("way");
  assert.equal(player.press("esc").at("server").accounts.text, scene.server.url);
  player.press("esc").at("menu");
});
