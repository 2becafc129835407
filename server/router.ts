/** Routes as data, and the walk from a request to its answer. */
import type { Backend } from "./backend.ts";
import { databaseFault } from "./db_faults.ts";
import { Refusal, type Reply, withHeaders } from "./reply.ts";
import { type Arrived, type Incoming, readRequest } from "./request.ts";

/** Answers one kind of request. */
export type Handler = (request: Incoming, backend: Backend) => Reply | Promise<Reply>;

/** One row of a service's table. A path part such as `:uid` matches by the rule of {@link PARTS}. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly run: Handler;
}

/** A group of routes that answers errors in its own words. */
export interface Service {
  /** Owns every path that begins with it. */
  readonly prefix: string;
  readonly routes: readonly Route[];
  /** The answer to what no handler has words for: 400, 404, 405, 408, 413, 500, 503. */
  readonly refuse: (status: number) => Reply;
  /** Last touch to every answer of this service. */
  readonly finish?: (reply: Reply, request: Incoming, backend: Backend) => Reply;
  /** Answers `OPTIONS`; without it that is a wrong method. */
  readonly preflight?: Handler;
}

/** An answer, and the route's name for the log: no id, no query. */
export interface Routed {
  readonly reply: Reply;
  readonly route: string;
  /** What went wrong when the answer is 500, or 503 for the database's sake. */
  readonly fault?: unknown;
}

/** What the named parts of a path may hold, once percent-decoded. */
const PARTS: Readonly<Record<string, RegExp>> = {
  uid: /^[0-9]{1,10}$/,
  collection: /^[a-zA-Z0-9._-]{1,32}$/,
  id: /^[ -~]{1,64}$/,
  client: /^[0-9a-f]{1,64}$/,
  application: /^[^/]+$/,
  version: /^[^/]+$/,
};

/** When a client may try again what failed for the database's sake. */
const RETRY_SECONDS = "10";

/** Answers requests. */
export type Router = (given: Arrived, backend: Backend) => Promise<Routed>;

/** Takes the tables of all services apart, once. The first service whose prefix fits owns a request. */
export function makeRouter(services: readonly Service[]): Router {
  const tables = services.map((service) => ({ service, routes: service.routes.map(splitRoute) }));
  const owner = tables.find(({ service }) => service.prefix === "/");
  if (owner === undefined) throw new Error("one service must own every path");
  return async (given, backend) => {
    try {
      const request = readRequest(given, backend.rules.bodyMs);
      const table = tables.find(({ service }) => request.path.startsWith(service.prefix)) ?? owner;
      return await serveWith(table, request, backend);
    } catch (error) {
      return { ...replyToError(owner.service, error), route: "?" };
    }
  };
}

interface Table {
  readonly service: Service;
  readonly routes: readonly SplitRoute[];
}

/** Finds the route, runs the handler, and turns whatever it throws into an answer. */
async function serveWith(table: Table, request: Incoming, backend: Backend): Promise<Routed> {
  const { service } = table;
  const found = findRoute(table, request);
  const { reply, fault } = await run(service, found, request, backend).then(
    (reply) => ({ reply, fault: undefined }),
    (error: unknown) => replyToError(service, error),
  );
  const finished = service.finish?.(reply, request, backend) ?? reply;
  return { reply: finished, route: found.name, ...(fault === undefined ? {} : { fault }) };
}

interface Found {
  readonly name: string;
  readonly run?: Handler;
  readonly params: Readonly<Record<string, string>>;
  /** Methods the path knows; none when nothing is at the path. */
  readonly methods: readonly string[];
}

function findRoute({ service, routes }: Table, request: Incoming): Found {
  const given = request.path.split("/");
  const matches: { readonly route: Route; readonly params: Record<string, string> }[] = [];
  for (const { route, parts } of routes) {
    const params = parts.length === given.length ? matchPath(parts, given) : undefined;
    if (params !== undefined) matches.push({ route, params });
  }
  const method = request.method === "HEAD" ? "GET" : request.method;
  const match = matches.find(({ route }) => route.method === method);
  const params = match?.params ?? {};
  const name = (matches[0]?.route.path ?? `${service.prefix}?`).replace(
    ":collection",
    params.collection ?? ":collection",
  );
  const methods = matches.map(({ route }) => route.method);
  return { name, params, methods, ...(match === undefined ? {} : { run: match.route.run }) };
}

async function run(service: Service, found: Found, request: Incoming, backend: Backend): Promise<Reply> {
  if (request.method === "OPTIONS" && service.preflight) return await service.preflight(request, backend);
  if (found.run !== undefined) return await found.run({ ...request, params: found.params }, backend);
  if (found.methods.length === 0) return service.refuse(404);
  return withHeaders(service.refuse(405), { allow: found.methods.join(", ") });
}

function replyToError(service: Service, error: unknown): { reply: Reply; fault?: unknown } {
  if (error instanceof Refusal) {
    const { reply } = error;
    return { reply: typeof reply === "number" ? service.refuse(reply) : reply };
  }
  if (databaseFault(error) !== undefined) {
    return { reply: withHeaders(service.refuse(503), { "retry-after": RETRY_SECONDS }), fault: error };
  }
  return { reply: service.refuse(500), fault: error };
}

interface SplitRoute {
  readonly route: Route;
  readonly parts: readonly PathPart[];
}

/** A word that must be there, or a named part and its rule. */
type PathPart = string | { readonly name: string; readonly rule: RegExp };

function splitRoute(route: Route): SplitRoute {
  const parts = route.path.split("/").map((part) => {
    if (!part.startsWith(":")) return part;
    const name = part.slice(1);
    const rule = PARTS[name];
    if (rule === undefined) throw new Error(`no rule for :${name}`);
    return { name, rule };
  });
  return { route, parts };
}

function matchPath(parts: readonly PathPart[], given: readonly string[]): Record<string, string> | undefined {
  // Words first: most routes differ there, and decoding is for the one that fits.
  if (!parts.every((part, i) => typeof part !== "string" || part === given[i])) return undefined;
  const params: Record<string, string> = {};
  for (const [i, part] of parts.entries()) {
    if (typeof part === "string") continue;
    const text = decode(given[i] ?? "");
    if (text === undefined || !part.rule.test(text)) return undefined;
    params[part.name] = text;
  }
  return params;
}

function decode(text: string): string | undefined {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
