/** What is said while somebody signs in: on a page, with a password, with a code. */
import { address, blank, type Block, type Page, text } from "./blocks.ts";
import { digitsLine, fieldLine } from "./fields.ts";
import type { BrowserStep, CodeStep, PasswordStep } from "./model.ts";

type Words = Pick<Page, "blocks" | "keys">;

/** The page to sign in on, and the field for its last address. */
export function browserBlocks(step: BrowserStep): Words {
  const { url, site, answer, opening } = step;
  const about = [
    text("Neither the password nor the account's master key reaches foxden.", { weight: 2 }),
    ...unencryptedBlocks(step.site.unencrypted),
  ];
  if (url === null) {
    return { blocks: about, keys: "enter begin anew   esc back" };
  }
  const opened = {
    "not-tried": "Sign in on this page, in any browser on any machine:",
    "opened": "A browser was opened on this page. Any other browser, on any machine, will do too:",
    "failed": "No browser could be started here. Sign in on this page, in any browser on any machine:",
  }[opening];
  const blocks = [
    ...about,
    text(`foxden asks ${site.host} for ${scopeWords(url)}.`, { weight: 1 }),
    blank(),
    text(opened),
    blank(1),
    address(url),
    blank(1),
    text("When it says that you are signed in, copy the address of that last page and paste it here:"),
    fieldLine("Address", answer, { isActive: true }),
  ];
  return { blocks, keys: "y copy   o open here   r new page   enter send   esc back" };
}

/** What the page is asked to grant, as it stands in its own address. */
function scopeWords(url: string): string {
  const scopes = URL.parse(url)?.searchParams.get("scope")?.split(" ") ?? [];
  const words = scopes.map((scope) => SCOPE_WORDS[scope.split("/").at(-1) ?? ""] ?? scope);
  return words.length === 0 ? "a sign-in" : words.join(", and ");
}

const SCOPE_WORDS: Readonly<Record<string, string>> = {
  profile: "your address (profile)",
  oldsync: "your Sync data with its key (oldsync)",
};

const unencryptedBlocks = (origins: readonly string[]): readonly Block[] =>
  origins.map((origin) =>
    text(`! ${origin} is not encrypted: others on the network can take over this sign-in.`, { role: "warn" })
  );

/** E-mail and password. */
export function passwordBlocks(step: PasswordStep): Words {
  const { site, cursor, isShown } = step;
  const blocks = [
    text("The password is only stretched here: it is never sent or kept.", { weight: 1 }),
    ...(site.isMozilla
      ? [text("Mozilla may ask for a browser instead: esc, then choose that.", { weight: 2, role: "muted" })]
      : []),
    ...unencryptedBlocks(site.unencrypted),
    blank(),
    fieldLine("E-mail", step.email, { isActive: cursor === 0, hint: "ann@example.org" }),
    fieldLine("Password", step.password, { isActive: cursor === 1, isMasked: !isShown }),
  ];
  const show = isShown ? "ctrl-t hide" : "ctrl-t show";
  return { blocks, keys: `enter send   tab next field   ${show}   esc back` };
}

const WANTED = {
  mail: "Code from the mail that was just sent to you (six digits)",
  authenticator: "Code from your authenticator app (six digits)",
  unblock: "The server blocks this sign-in until you give the code from the mail it has just sent",
} as const;

/** A code besides the password. */
export function codeBlocks(step: CodeStep): Words {
  const { kind, email, code } = step;
  const accepted = kind === "unblock" ? "" : "   (password accepted)";
  const blocks = [
    text(`Account   ${email}${accepted}`, { weight: 1 }),
    blank(),
    text(WANTED[kind]),
    kind === "unblock" ? fieldLine("Code", code, { isActive: true }) : digitsLine(code),
  ];
  const keys = {
    mail: "enter send   r mail again   b use browser   esc back",
    authenticator: "enter send   b use browser   esc back",
    unblock: "enter send   ctrl-r mail again   esc back",
  }[kind];
  return { blocks, keys };
}
