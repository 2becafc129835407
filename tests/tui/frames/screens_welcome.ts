/** The first run, and signing in again. */
import type { Screen } from "./screens.ts";
import type { Tour } from "./tour.ts";

const PAGE =
  "https://accounts.firefox.com/authorization?client_id=a2270f727f45f648&scope=profile%20https%3A%2F%2Fidentity.mozilla.com%2Fapps%2Foldsync&state=c3RhdGU&code_challenge=Y2hhbGxlbmdl&code_challenge_method=S256&response_type=code";
const SIGNED_IN = { type: "signed-in", email: "ann@example.org", host: "sync.example.org" } as const;

/** Address and password are given at Mozilla's servers. */
async function givePassword(tour: Tour): Promise<void> {
  await tour.press("3");
  await tour.type("ann@example.org");
  await tour.press("enter");
  await tour.type("correct horse");
}

/** A server of one's own is found. */
async function findServer(tour: Tour): Promise<void> {
  await tour.press("4");
  await tour.type("https://sync.example.org");
  await tour.press("enter");
  await tour.answer({ type: "found", host: "sync.example.org", isMozilla: false, unencrypted: [] });
}

const from = (name: string, go: (tour: Tour) => Promise<unknown>): Screen => ({
  name: `first-run-${name}`,
  account: "unread",
  go: async (tour) => {
    tour.held.add("welcome");
    await tour.greet();
    await go(tour);
  },
});

const code = (kind: "mail" | "authenticator" | "unblock") =>
  from(`code-${kind}`, async (tour) => {
    await givePassword(tour);
    await tour.press("enter");
    await tour.answer({ type: "code-wanted", kind, email: "ann@example.org" });
    await tour.type("481");
  });

const setUp = (missing: "everything" | "keys") =>
  from(`set-up-${missing}`, async (tour) => {
    await tour.answer(SIGNED_IN);
    await tour.answer({ type: "looked", missing });
  });

export const WELCOME_SCREENS: readonly Screen[] = [
  { name: "starting", account: "unread", go: () => Promise.resolve() },
  from("menu", () => Promise.resolve()),
  from("menu-moved", (tour) => tour.press("j", "j", "j")),
  from("help", (tour) => tour.press("?")),
  from("demo-being-made", async (tour) => {
    await tour.press("1");
    await tour.answer({ type: "told", line: "Making an account with 2,000 pages of history …" });
  }),
  from("browser", async (tour) => {
    await tour.press("2");
    await tour.answer({ type: "page", url: PAGE });
  }),
  from("browser-asking", (tour) => tour.press("2")),
  from("password", givePassword),
  from("password-wrong", async (tour) => {
    await givePassword(tour);
    await tour.press("enter");
    const message = "The password is wrong";
    await tour.answer({ type: "failed", failure: { code: "auth.wrong-password", message } });
  }),
  code("mail"),
  code("authenticator"),
  code("unblock"),
  from("own-server", async (tour) => {
    await tour.press("4");
    await tour.type("https://sync.example.org");
  }),
  from("own-server-unreachable", async (tour) => {
    await tour.press("4");
    await tour.type("https://sync.example.org");
    await tour.press("enter");
    const message = "sync.example.org cannot be reached";
    const failure = { code: "network.unreachable", message, host: "sync.example.org" } as const;
    await tour.answer({ type: "failed", failure });
  }),
  from("way", findServer),
  from("run-server", async (tour) => {
    await tour.press("5");
    await tour.type("ann@example.org");
  }),
  from("looking", (tour) => tour.answer(SIGNED_IN)),
  setUp("everything"),
  setUp("keys"),
  {
    name: "sign-in-again",
    go: async (tour) => {
      tour.held.add("welcome");
      await tour.open({ email: "ann@example.org", host: "accounts.firefox.com", marks: [] });
      await tour.askToSignIn();
    },
  },
];
