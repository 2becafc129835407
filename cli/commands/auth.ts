/** `foxden auth`: sign in, sign out, and who is signed in. */
import { beginSignIn, defaultDeviceName } from "../../app/account.ts";
import { checkSignIn, findLeft, signOut } from "../../app/sign_out.ts";
import { readConfig } from "../../app/config/file.ts";
import { isMozilla, MOZILLA_ROOT } from "../../app/config/places.ts";
import { changeSetting } from "../../app/config/write.ts";
import { isLoopback } from "../../app/marks.ts";
import type { App } from "../../app/open.ts";
import { signInColumns, signInOf } from "../../app/status.ts";
import { FoxdenError, isFoxdenError } from "../../core/errors.ts";
import { onProfile, withTry } from "../advice.ts";
import { openApp, readSecretFile } from "../open.ts";
import { done, failing, one } from "../outcome.ts";
import { checkPasswordWish, isSupplied, PASSWORD_OPTIONS } from "../password_source.ts";
import { askNewSecret } from "../prompt.ts";
import { browserDialogue, passwordDialogue } from "../sign_in.ts";
import { type Call, command } from "../spec.ts";
import { parseAddress } from "../values.ts";
import { environment } from "./config.ts";

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
    ...PASSWORD_OPTIONS,
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
    checkPasswordWish(options, options.browser);
    const app = openApp(signingIn(call));
    // Read first: what cannot be opened is told before a password is sent anywhere.
    const known = await app.secretsIfAny();
    if (!known) await openLeft(call, app);
    const root = parseAddress("--server", options.server ?? known?.servers.content ?? MOZILLA_ROOT);
    await warnOfPlainHttp(call, [root.href]);
    const passphrase = options.passphrase ? await newPassphrase(call) : undefined;
    const overrides = {
      ...(options.accountsServer !== undefined
        ? { auth: parseAddress("--accounts-server", options.accountsServer) }
        : {}),
      ...(options.tokenServer !== undefined
        ? { token: parseAddress("--token-server", options.tokenServer) }
        : {}),
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
    const withPassword = email !== undefined || isSupplied(options, call.io);
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
    "that. With --keep-mirror copy and journal stay, sealed, together with the key that opens them, until somebody signs " +
    "in on this profile: the same account goes on with them.",
  output: "none",
  source: "server",
  options: {
    forget: {
      type: "flag",
      help: "Remove the secrets also when their passphrase is lost; the server then still lists the device",
    },
    keepMirror: {
      type: "flag",
      help: "Leave the local copy, and what undo could take back, for the next sign-in of the same account",
    },
  },
  examples: [{ line: "auth logout" }, { line: "auth logout -p work", note: "of another profile" }],
  async run(call) {
    if (call.options.forget && call.options.keepMirror) {
      const message = "--keep-mirror needs the key that --forget forgets";
      throw new FoxdenError("usage.value", message, { name: "--keep-mirror" });
    }
    const { email, revoked, journal, kept } = await signOut(openApp(signingIn(call)), call.options);
    const reset = await leaveDefault(call);
    if (email === undefined && revoked) return done(`The local copy that was kept is removed.${reset}`);
    const who = email ?? "a profile whose secrets could not be read";
    const undo = journal
      ? " What foxden undo could have taken back went with it."
      : kept
      ? " The local copy stays, sealed."
      : "";
    if (revoked) return done(`Signed out ${who}.${undo}${reset}`);
    const message =
      `Signed out ${who} here.${undo} The server could not be told: remove this device in the account's settings.${reset}`;
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

/**
 * Where the config file names the profile that was just left, every later command would look for it there: then the
 * file no longer does.
 *
 * @returns a sentence to append, or nothing
 */
async function leaveDefault({ globals: { profile }, io }: Pick<Call, "globals" | "io">): Promise<string> {
  const env = environment(io);
  const { settings, path } = await readConfig(env);
  const isDefault = settings.some(({ name, profile: section, text }) =>
    name === "profile" && section === undefined && text === profile
  );
  if (!isDefault || profile === "default") return "";
  try {
    await changeSetting(env, { name: "profile", profile: undefined, text: undefined });
  } catch (error) {
    if (!isFoxdenError(error)) throw error;
    return ` ${path} still names "${profile}" as the profile to use.`;
  }
  return ` Where no profile is named, "default" is used again: ${path} named "${profile}".`;
}

/** A sign-in changes nothing of what an account holds, and who may not change that may sign out. */
const signingIn = (call: Call): Call => ({ ...call, globals: { ...call.globals, readOnly: false } });

/** Opens what a former sign-out has left: a sign-in that could not go on with it would lose it. */
async function openLeft({ globals }: Pick<Call, "globals">, app: App): Promise<void> {
  try {
    await findLeft(app);
  } catch (error) {
    if (!isFoxdenError(error)) throw error;
    const line = onProfile("foxden auth logout", globals);
    throw withTry(error, {
      line,
      note: "to remove the copy that --keep-mirror left, and sign in without it",
    });
  }
}

async function warnOfPlainHttp(call: Pick<Call, "say">, addresses: readonly string[]): Promise<void> {
  const urls = addresses.map((each) => new URL(each));
  const plain = urls.filter(({ protocol, hostname }) => protocol === "http:" && !isLoopback(hostname));
  for (const origin of new Set(plain.map((url) => url.origin))) {
    await call.say(`warning: ${origin} is not encrypted; others on the network can take over this sign-in`);
  }
}

async function newPassphrase(call: Pick<Call, "globals" | "io" | "say">): Promise<string> {
  const path = call.io.env("FOXDEN_PASSPHRASE_FILE");
  if (path) return await readSecretFile(path, call.say);
  const message = "New passphrase for this profile";
  return await askNewSecret(call, { message, flag: "FOXDEN_PASSPHRASE_FILE=FILE" });
}
