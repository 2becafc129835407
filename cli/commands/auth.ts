/** `foxden auth`: sign in, sign out, and who is signed in. */
import { beginSignIn } from "../../app/account.ts";
import { checkSignIn, signOut } from "../../app/sign_out.ts";
import { isMozilla, MOZILLA_ROOT } from "../../app/config/places.ts";
import { signInColumns, signInOf } from "../../app/status.ts";
import { FoxdenError } from "../../core/errors.ts";
import { openApp, readSecretFile } from "../open.ts";
import { done, failing, one } from "../outcome.ts";
import { askNewSecret } from "../prompt.ts";
import { browserDialogue, passwordDialogue } from "../sign_in.ts";
import { type Call, command } from "../spec.ts";

export const login = command({
  path: ["auth", "login"],
  summary: "Sign in",
  about:
    "At Mozilla the browser is the way: neither your password nor your account's master key reaches foxden. " +
    "At any other server e-mail and password are asked for. The password is stretched on this machine and never " +
    "stored.",
  output: "none",
  source: "server",
  options: {
    browser: { type: "flag", help: "Sign in on the server's own page, in a browser" },
    email: { type: "string", label: "E", env: "FOXDEN_EMAIL", help: "Sign in here, with this address" },
    passwordStdin: { type: "flag", help: "Read the password from the first line of stdin" },
    passwordFile: {
      type: "string",
      label: "FILE",
      env: "FOXDEN_PASSWORD_FILE",
      help: "Read the password from a file",
    },
    otpStdin: { type: "flag", help: "Read a code, if one is wanted, from the next line of stdin" },
    noOpen: { type: "flag", help: "Only print the address to sign in at: works over ssh" },
    server: {
      type: "string",
      label: "URL",
      env: "FOXDEN_SERVER",
      help: "Root of an accounts server; without it where this profile is signed in, else Mozilla's",
    },
    accountsServer: {
      type: "string",
      label: "URL",
      env: "FOXDEN_ACCOUNTS_SERVER",
      help: "Another accounts API",
    },
    tokenServer: { type: "string", label: "URL", env: "FOXDEN_TOKEN_SERVER", help: "Another token server" },
    deviceName: { type: "string", label: "NAME", help: "How this device shows in the account" },
    passphrase: {
      type: "flag",
      help: "Seal what is kept with a passphrase, which every later command asks for",
    },
  },
  examples: [
    { line: "auth login", note: "at Mozilla, with the browser" },
    { line: "auth login --no-open", note: "over ssh: the address is only printed" },
    {
      line: "auth login --server http://127.0.0.1:8000 --email ann@example.org",
      note: "at a server of your own",
    },
    {
      line:
        "auth login --server https://sync.example --email ann@example.org --password-stdin < password.txt",
      note: "from a script",
    },
  ],
  async run(call) {
    const { options } = call;
    if (options.email === "") {
      throw new FoxdenError("usage.value", "--email: expected an address", { name: "--email" });
    }
    if (options.browser && (options.passwordStdin || options.passwordFile !== undefined)) {
      throw new FoxdenError("usage.value", "--browser asks for no password here", { name: "--browser" });
    }
    const app = openApp(call);
    // Read first: what cannot be opened is told before a password is sent anywhere.
    const known = await app.secretsIfAny();
    const root = address(options.server ?? known?.servers.content ?? MOZILLA_ROOT, "--server");
    await warnOfPlainHttp(call, [root.href]);
    const passphrase = options.passphrase ? await newPassphrase(call) : undefined;
    const overrides = {
      ...(options.accountsServer !== undefined
        ? { auth: address(options.accountsServer, "--accounts-server") }
        : {}),
      ...(options.tokenServer !== undefined ? { token: address(options.tokenServer, "--token-server") } : {}),
    };
    const attempt = await beginSignIn(app, { root, overrides }, {
      deviceName: options.deviceName ?? defaultDeviceName(),
      ...(passphrase === undefined ? {} : { passphrase }),
    });
    const { servers } = attempt.server;
    await warnOfPlainHttp(
      call,
      Object.values(servers).filter((each) => new URL(each).origin !== root.origin),
    );
    const { email, browser } = options;
    const withPassword = email !== undefined || options.passwordStdin || options.passwordFile !== undefined;
    const inBrowser = browser || (isMozilla(servers.content) && !withPassword);
    const signedIn = inBrowser
      ? await browserDialogue(call, app, attempt, { email, open: !options.noOpen })
      : await passwordDialogue(call, app, attempt, { ...options, knownEmail: known?.email });
    return done(
      `Signed in as ${signedIn.email} at ${signedIn.server}; this device is "${signedIn.deviceName}".`,
    );
  },
});

export const logout = command({
  path: ["auth", "logout"],
  summary: "Sign out and forget the keys",
  about:
    "Revokes this sign-in on the server, which takes the device off the account, and removes the profile's " +
    "secrets, its local copy and its journal from this machine: nothing of what foxden has changed can be undone after " +
    "that.",
  output: "none",
  source: "server",
  options: {
    forget: {
      type: "flag",
      help: "Remove the secrets also when their passphrase is lost; the server then still lists the device",
    },
  },
  examples: [{ line: "auth logout" }, { line: "auth logout -p work", note: "of another profile" }],
  async run(call) {
    const { email, revoked, journal } = await signOut(openApp(call), call.options);
    const who = email ?? "a profile whose secrets could not be read";
    const undo = journal ? " What foxden undo could have taken back went with it." : "";
    if (revoked) return done(`Signed out ${who}.${undo}`);
    const message =
      `Signed out ${who} here.${undo} The server could not be told: remove this device in the account's settings.`;
    return failing(done(message), "partial");
  },
});

export const status = command({
  path: ["auth", "status"],
  summary: "Show who is signed in and where",
  output: "one",
  source: "server",
  columns: signInColumns,
  options: { check: { type: "flag", help: "Also ask the server whether the sign-in still holds" } },
  examples: [{ line: "auth status" }, {
    line: "auth status --check --json",
    note: "for a monitor; exit 4 when it fails",
  }],
  async run(call) {
    const app = openApp(call);
    const row = await signInOf(app);
    if (!call.options.check) return one("auth", signInColumns, row);
    await checkSignIn(app);
    return one("auth", signInColumns, { ...row, checkedAtMs: app.ctx.now() });
  },
});

/** The root of a server. @throws {FoxdenError} `usage.value`, which never repeats a password in an address */
function address(text: string, flag: string): URL {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new FoxdenError("usage.value", `${flag}: not an http or https address`, { name: flag });
  }
  if (url.username || url.password || url.search || url.hash) {
    const message = `${flag}: an address of a server has no user, password, query or fragment`;
    throw new FoxdenError("usage.value", message, { name: flag });
  }
  return url;
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

async function warnOfPlainHttp(call: Pick<Call, "say">, addresses: readonly string[]): Promise<void> {
  const urls = addresses.map((each) => new URL(each));
  const plain = urls.filter(({ protocol, hostname }) => protocol === "http:" && !LOOPBACK.test(hostname));
  for (const origin of new Set(plain.map((url) => url.origin))) {
    await call.say(`warning: ${origin} is not encrypted; others on the network can take over this sign-in`);
  }
}

async function newPassphrase(call: Pick<Call, "globals" | "io">): Promise<string> {
  const path = call.io.env("FOXDEN_PASSPHRASE_FILE");
  if (path) return await readSecretFile(path);
  const message = "New passphrase for this profile";
  return await askNewSecret(call, { message, flag: "FOXDEN_PASSPHRASE_FILE=FILE" });
}

function defaultDeviceName(): string {
  try {
    return `foxden on ${Deno.hostname()}`;
  } catch {
    return "foxden";
  }
}
