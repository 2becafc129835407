/** Use-cases on saved logins. Passwords leave this file only where a caller asks for them. */
import { FoxdenError } from "../core/errors.ts";
import type { CollectionName } from "../core/ids.ts";
import { type Login, loginCodec, loginOrigin } from "../core/records/passwords.ts";
import { type Column, instant, type Listing, NONE_MALFORMED } from "./columns.ts";
import type { App } from "./open.ts";
import { onePage, readAll, readLive, type ReadOptions, type Stored } from "./read.ts";
import { hostOf } from "./query/host.ts";
import { type ListInput, narrowing, type SearchSpec } from "./query/search.ts";
import { compareTexts } from "./text_order.ts";

const PASSWORDS = "passwords" as CollectionName;

export type LoginRow = Stored<Login>;

const visible: readonly Column<LoginRow>[] = [
  { name: "origin", value: ({ record }) => loginOrigin(record), kind: "url" },
  { name: "username", value: ({ record }) => record.username },
];

const details: readonly Column<LoginRow>[] = [
  { name: "changed", value: ({ record }) => instant(record.timePasswordChangedMs), kind: "time" },
  { name: "httpRealm", value: ({ record }) => record.httpRealm, detail: true },
  { name: "formActionOrigin", value: ({ record }) => record.formActionOrigin, detail: true },
  { name: "usernameField", value: ({ record }) => record.usernameField, detail: true },
  { name: "passwordField", value: ({ record }) => record.passwordField, detail: true },
  { name: "created", value: ({ record }) => instant(record.timeCreatedMs), kind: "time", detail: true },
  { name: "lastUsed", value: ({ record }) => instant(record.timeLastUsedMs), kind: "time", detail: true },
  { name: "timesUsed", value: ({ record }) => record.timesUsed, kind: "count", detail: true },
  { name: "id", value: ({ id }) => id, detail: true },
  { name: "modified", value: ({ modified }) => instant(modified), kind: "time", detail: true },
];

const password = { name: "password", value: ({ record }: LoginRow) => record.password };

/** Columns of a list or a record whose passwords stay hidden. */
export const loginColumns: readonly Column<LoginRow>[] = [
  ...visible,
  { ...password, secret: true },
  ...details,
];

/** Columns of one whose passwords were asked for. */
export const revealedLoginColumns: readonly Column<LoginRow>[] = [...visible, password, ...details];

/** How logins are searched. */
export const loginSearch: SearchSpec<LoginRow> = {
  fields: ["host", "url", "user", "id", "before", "after", "on"],
  searchable: ({ id, record }) => ({
    // The password is not searched: whether it matches would already tell something about it.
    text: [record.origin, record.username, record.httpRealm ?? ""],
    fields: { host: hostOf(loginOrigin(record)), url: record.origin, user: record.username, id },
    ...(record.timePasswordChangedMs === null ? {} : { atMs: record.timePasswordChangedMs }),
  }),
};

/** Saved logins by site and user. */
export async function listPasswords(
  app: App,
  input: ListInput & { readonly reveal?: boolean },
): Promise<Listing<LoginRow>> {
  const narrow = narrowing(app, loginSearch, input);
  const reading = narrow(readLive(app, PASSWORDS, loginCodec, input));
  const sorted = (await readAll(reading)).sort(bySite);
  const columns = input.reveal ? revealedLoginColumns : loginColumns;
  return { ...reading, kind: "passwords", columns, pages: onePage(sorted) };
}

function bySite({ record: a }: LoginRow, { record: b }: LoginRow): number {
  return compareTexts(hostOf(loginOrigin(a)), hostOf(loginOrigin(b))) || compareTexts(a.username, b.username);
}

export interface LoginChoice extends Pick<ReadOptions, "fresh"> {
  /** A record id, a host, an address, or words of the query language. */
  readonly query: string;
  readonly user?: string | undefined;
  /** Take the most recently changed one instead of asking for more words. */
  readonly first?: boolean;
}

/**
 * The one login that is meant.
 *
 * What begins an id is one; what names a site (an address, or a host with its subdomains) finds nothing else; all the
 * rest are words of the query language.
 *
 * @throws {FoxdenError} `not-found.match`, or `ambiguous.match` with the candidates
 */
export async function getLogin(app: App, choice: LoginChoice): Promise<LoginRow> {
  if (choice.query.trim() === "") {
    throw new FoxdenError("usage.value", "Q is empty: say which login is meant", { name: "Q" });
  }
  const all = await readAll(readLive(app, PASSWORDS, loginCodec, choice));
  const found = ofUser(await matching(app, all, choice.query), choice.user);
  const [newest] = found.toSorted((a, b) =>
    (b.record.timePasswordChangedMs ?? 0) - (a.record.timePasswordChangedMs ?? 0)
  );
  if (!newest) {
    const user = choice.user === undefined ? "" : ` for user "${choice.user}"`;
    throw new FoxdenError("not-found.match", `No login matches "${choice.query}"${user}`, {
      collection: PASSWORDS,
    });
  }
  if (found.length === 1 || choice.first) return newest;
  const candidates = found.sort(bySite).map(({ record }) =>
    `${loginOrigin(record)}  ${record.username || "(no user)"}`
  );
  throw new FoxdenError("ambiguous.match", `${found.length} logins match "${choice.query}"`, {
    collection: PASSWORDS,
    candidates: candidates.length > 10
      ? [...candidates.slice(0, 10), `${candidates.length - 10} more`]
      : candidates,
  });
}

/** A user name in other letters is taken where no login has it letter for letter. */
function ofUser(logins: readonly LoginRow[], user: string | undefined): LoginRow[] {
  if (user === undefined) return [...logins];
  const exact = logins.filter(({ record }) => record.username === user);
  if (exact.length > 0) return exact;
  return logins.filter(({ record }) => record.username.toLowerCase() === user.toLowerCase());
}

async function matching(app: App, all: readonly LoginRow[], query: string): Promise<LoginRow[]> {
  const bare = (id: string) => id.replace(/^\{/, "");
  const byId = all.filter(({ id }) =>
    id === query || (query.length >= 6 && bare(id).startsWith(bare(query)))
  );
  if (byId.length > 0) return byId;
  const wanted = siteIn(query);
  // Another site's password is worse than none: what names a site is never taken for a word.
  if (wanted) return bestFit(all, wanted);
  const reading = { pages: onePage(all), malformed: () => NONE_MALFORMED };
  return await readAll(narrowing(app, loginSearch, { query })(reading));
}

/** A site as a person names it: an address is exact, a host stands for its subdomains too. */
type Site = { readonly origin: string } | { readonly host: string };

function siteIn(query: string): Site | undefined {
  const text = query.trim().toLowerCase();
  const url = text.includes("://") ? URL.parse(text) : null;
  if (url && url.origin !== "null") return { origin: url.origin };
  return /^(localhost|[^\s:"'/]+\.[^\s:"'/]+|\[[\da-f:]+\])(:\d+)?\/?$/.test(text)
    ? { host: text.replace(/\/$/, "") }
    : undefined;
}

/** Logins of exactly that site, or else those of its subdomains. */
function bestFit(all: readonly LoginRow[], site: Site): LoginRow[] {
  const origins = all.map((row) => ({ row, origin: loginOrigin(row.record).toLowerCase() }));
  if ("origin" in site) return origins.filter(({ origin }) => origin === site.origin).map(({ row }) => row);
  const hosts = origins.map(({ row, origin }) => ({
    row,
    host: hostOf(origin),
    name: URL.parse(origin)?.hostname ?? origin,
  }));
  const exact = hosts.filter(({ host, name }) => host === site.host || name === site.host);
  const found = exact.length > 0 ? exact : hosts.filter(({ name }) => name.endsWith(`.${site.host}`));
  return found.map(({ row }) => row);
}
