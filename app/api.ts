/** Use-case: one request to a server of the account, as it is. Bodies are passed on piece by piece, never held. */
import { accountsHeaders, type Captured, capturing } from "./api_wire.ts";
import { isChallenge } from "../core/challenge.ts";
import { FoxdenError, isFoxdenError } from "../core/errors.ts";
import { type CollectionName, isCollectionName } from "../core/ids.ts";
import { callStorage } from "../core/sync/transport.ts";
import type { App } from "./open.ts";

/** Servers that can be asked: the token server's only answer would be a secret. */
export const API_SERVERS = ["storage", "accounts", "profile"] as const;
export type ApiServer = typeof API_SERVERS[number];

const API_METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE"] as const;
type ApiMethod = typeof API_METHODS[number];

/** A request as it is to be sent, but for what shows whose it is. */
export interface ApiRequest {
  readonly server: ApiServer;
  readonly method: ApiMethod;
  /** Below the server's root for this account, with a slash in front. */
  readonly path: string;
  /** With a question mark in front, or empty. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Words as they were typed. */
export interface ApiWords {
  readonly server: ApiServer;
  readonly method: string;
  /** With a query, where there is one. */
  readonly path: string;
  /** Each as `name: value`. */
  readonly headers: readonly string[];
  readonly body?: string;
}

/**
 * Reads a request from words.
 *
 * @throws {FoxdenError} `usage.value` for what cannot be sent, or would show or replace who asks
 */
export function apiRequest({ server, method, path, headers, body }: ApiWords): ApiRequest {
  const known = API_METHODS.find((each) => each === method.toUpperCase());
  if (!known) refuse("METHOD", `METHOD "${method}": expected one of ${API_METHODS.join(", ")}`);
  if (server !== "storage" && !isReading(known)) {
    refuse("METHOD", `${known}: only the storage server is written to; the ${server} server can be asked`);
  }
  if (isReading(known) && body !== undefined) refuse("--data", `${known} takes no body`);
  return {
    server,
    method: known,
    ...placeOf(path),
    headers: headersOf(headers, body !== undefined),
    ...(body === undefined ? {} : { body }),
  };
}

function refuse(name: string, message: string): never {
  throw new FoxdenError("usage.value", message, { name });
}

/** Whether a request leaves everything as it is. */
export const isReading = (method: ApiMethod): boolean => method === "GET" || method === "HEAD";

function placeOf(text: string): Pick<ApiRequest, "path" | "query"> {
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(text)) {
    refuse("PATH", "PATH: expected what stands below the server's own address, such as info/collections");
  }
  // deno-lint-ignore no-control-regex
  if (/[\s#\\\x00-\x1f\x7f]/.test(text)) {
    refuse("PATH", "PATH: it holds what no address may; write it as %20 and the like");
  }
  const [, path = "", query = ""] = /^([^?]*)(\?.*)?$/s.exec(text) ?? [];
  if (path.split("/").some((part) => /^(\.|%2e){1,2}$/i.test(part))) {
    refuse("PATH", "PATH: . and .. lead elsewhere");
  }
  if (decodedIfAny(path) === undefined) refuse("PATH", "PATH: a % in it is not followed by two hex digits");
  return { path: path === "" || path.startsWith("/") ? path : `/${path}`, query };
}

function decodedIfAny(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Who asks, for what it is taken, and what the connection does. */
const RESERVED: readonly RegExp[] = [
  /^(authorization|proxy-.*|cookie|host|x-keyid)$/,
  /^(x-http-method(-override)?|x-method-override)$/,
  /^(connection|keep-alive|content-length|transfer-encoding|accept-encoding|te|trailer|expect|upgrade)$/,
];

function headersOf(lines: readonly string[], hasBody: boolean): Record<string, string> {
  const headers: Record<string, string> = {
    accept: "application/json",
    ...(hasBody ? { "content-type": "application/json" } : {}),
  };
  for (const line of lines) {
    const [, name = "", value = ""] = /^([!#$%&'*+.^_`|~0-9a-z-]+):\s*([\t\x20-\x7e]*)$/i.exec(line) ?? [];
    if (name === "") refuse("--header", "--header: expected a name, a colon and a value");
    const key = name.toLowerCase();
    if (RESERVED.some((each) => each.test(key))) {
      refuse(
        "--header",
        `--header: ${key} is not for you to say; foxden sees to who asks for what, and how it is sent`,
      );
    }
    headers[key] = value;
  }
  return headers;
}

/** An answer, whatever its status. */
export interface ApiReply {
  readonly status: number;
  readonly statusText: string;
  /** Without what would be a secret. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** May be read once. */
  readonly body: AsyncIterable<string>;
  /** What the status means where it is no success, known before the body is read. */
  readonly failure: FoxdenError | undefined;
}

/**
 * Sends a request and gives its answer. A token that has run out is renewed, and a wrong clock allowed for.
 *
 * @throws {FoxdenError} `network.*` and whatever stands in the way of asking at all; a refusal is an answer
 */
export async function callApi(app: App, request: ApiRequest): Promise<ApiReply> {
  const { captured, thrown } = request.server === "storage"
    ? await askStorage(app, request)
    : await askAccounts(app, request, request.server);
  const { status, statusText, headers } = captured;
  return {
    status,
    statusText,
    headers: [...headers].filter(([name]) => !/^(set-cookie|.*authorization|www-authenticate)$/.test(name)),
    body: captured.text(),
    failure: challengeOf(request, captured) ?? thrown ?? failureOf(request, captured),
  };
}

interface Asked {
  readonly captured: Captured;
  /** What the client makes of the answer, where it knows. */
  readonly thrown?: FoxdenError;
}

async function askStorage(app: App, { method, path, query, headers, body }: ApiRequest): Promise<Asked> {
  const { server } = await app.syncBeforeSetup();
  const captor = capturing(app.ctx);
  const call = { method, path: path + query, headers, ...(body === undefined ? {} : { body }) };
  try {
    // Signing, renewal and the clock are the session's own; only the body takes another way.
    await callStorage({ ...server, ctx: captor.ctx }, call);
  } catch (error) {
    if (!isFoxdenError(error) || !captor.last || error.kind === "network") throw error;
    return { captured: captor.last, thrown: error };
  }
  if (!captor.last) throw new Error("an answer came from nowhere");
  return { captured: captor.last };
}

async function askAccounts(app: App, request: ApiRequest, which: "accounts" | "profile"): Promise<Asked> {
  const { servers } = await app.secrets();
  const url = new URL(
    `${which === "accounts" ? servers.auth : servers.profile}${request.path}${request.query}`,
  );
  const captor = capturing(app.ctx);
  for await (const authorization of accountsHeaders(app, request.method, url, which)) {
    await captor.send({ method: request.method, url, headers: { ...request.headers, authorization } });
    if (captor.last?.status !== 401) break;
  }
  if (!captor.last) throw new Error("an answer came from nowhere");
  return { captured: captor.last };
}

/** The client knows a page by its text, which it has not seen here. */
function challengeOf({ path }: ApiRequest, captured: Captured): FoxdenError | undefined {
  if (!isChallenge(captured)) return undefined;
  const { status } = captured;
  return new FoxdenError("server.challenge", `${path || "/"}: an anti-bot page answered`, { status });
}

function failureOf({ path, server }: ApiRequest, { status, headers }: Captured): FoxdenError | undefined {
  if (status < 300 || status === 304) return undefined;
  const at = path || "/";
  const place = status < 400 ? headers.get("location") : null;
  const said = `The ${server} server answers ${at} with ${status}${
    place === null ? "" : `, and points to ${place}`
  }`;
  switch (status) {
    case 401:
      return new FoxdenError("auth.revoked", `The ${server} server does not accept this sign-in`, {});
    case 403:
      return new FoxdenError("auth.refused", said, {});
    case 404:
      return new FoxdenError("not-found.path", `The ${server} server has nothing at ${at}`, { path: at });
    case 409:
    case 412:
      return new FoxdenError("conflict.changed", "The server copy is not what the request was for", {
        resource: at,
      });
    case 413:
      return new FoxdenError("server.too-large", `${at}: more than the server takes at once`, { at });
    default:
      return new FoxdenError("server.status", said, { status, at });
  }
}

/** What a write to the storage may change: one collection, all of them, or none that the local copy has. */
export function touched({ method, path }: ApiRequest): CollectionName | "everything" | undefined {
  if (isReading(method)) return undefined;
  const [, head = "", name = ""] = path.split("/");
  const decoded = decodeURIComponent(name);
  if (head === "storage" && isCollectionName(decoded)) return decoded;
  return head === "" || (head === "storage" && name === "") ? "everything" : undefined;
}

/** Whether a request removes a whole collection, or all of them. */
export const removesAll = ({ method, path, query }: ApiRequest): boolean =>
  method === "DELETE" && path.split("/").filter((part) => part !== "").length < 3 && !namesRecords(query);

/** A server takes a list without an id in it for none, and then removes all. */
function namesRecords(query: string): boolean {
  const lists = new URLSearchParams(query).getAll("ids");
  return lists.length > 0 && lists.every((list) => list.split(",").some((id) => id.trim() !== ""));
}

/** Says that the local copy of whatever a request touches is out of date. */
export async function expireTouched(app: App, request: ApiRequest): Promise<void> {
  const what = touched(request);
  if (what === undefined) return;
  const names = what === "everything"
    ? await app.tellingMirror((mirror) => mirror.copies().map(({ name }) => name)) ?? []
    : [what];
  for (const name of names) await app.expire(name);
}
