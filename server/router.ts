/** Routes as data, and the walk from a request to its answer. */
import type { Backend } from "./backend.ts";
import { isBusy } from "./db.ts";
import { Refusal, type Reply, withHeaders } from "./reply.ts";
import { type Incoming, readRequest } from "./request.ts";

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
  /** What went wrong when the answer is 500. */
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

/** Finds the service and the route, runs the handler, and turns whatever it throws into an answer. */
export async function answer(
  services: readonly Service[],
  given: Request,
  backend: Backend,
): Promise<Routed> {
  const owner = services.find(({ prefix }) => prefix === "/");
  if (owner === undefined) throw new Error("one service must own every path");
  try {
    const request = readRequest(given);
    const service = services.find(({ prefix }) => request.path.startsWith(prefix)) ?? owner;
    return await serveWith(service, request, backend);
  } catch (error) {
    return { ...replyToError(owner, error), route: "?" };
  }
}

async function serveWith(service: Service, request: Incoming, backend: Backend): Promise<Routed> {
  const found = findRoute(service, request);
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

function findRoute(service: Service, request: Incoming): Found {
  const matches = service.routes.flatMap((route) => {
    const params = matchPath(route.path, request.path);
    return params === undefined ? [] : [{ route, params }];
  });
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
  if (isBusy(error)) return { reply: withHeaders(service.refuse(503), { "retry-after": "10" }) };
  return { reply: service.refuse(500), fault: error };
}

function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [i, part] of wanted.entries()) {
    const text = given[i] ?? "";
    if (!part.startsWith(":")) {
      if (part !== text) return undefined;
      continue;
    }
    const name = part.slice(1);
    const decoded = decode(text);
    if (decoded === undefined || !PARTS[name]?.test(decoded)) return undefined;
    params[name] = decoded;
  }
  return params;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
