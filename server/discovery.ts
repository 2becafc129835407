/** What a client finds at the server's root: where everything is, and a page for people. */
import { unknownValue } from "../core/json.ts";
import { findClient } from "./accounts/clients.ts";
import { databaseFault } from "./db_faults.ts";
import { json, Refusal, type Reply } from "./reply.ts";
import type { Incoming } from "./request.ts";
import type { Handler, Service } from "./router.ts";
import { refuseWithNumber } from "./storage/errors.ts";

/** `GET /.well-known/fxa-client-configuration`. Clients append `/v1` and the like themselves. */
function clientConfiguration({ site: { base } }: Incoming): Reply {
  return json(
    {
      auth_server_base_url: base,
      oauth_server_base_url: base,
      profile_server_base_url: `${base}/profile`,
      sync_tokenserver_base_url: `${base}/token`,
    },
    200,
    FRESH,
  );
}

/** `GET /.well-known/openid-configuration` */
function openidConfiguration({ site: { base } }: Incoming): Reply {
  return json(
    {
      issuer: base,
      authorization_endpoint: `${base}/authorization`,
      token_endpoint: `${base}/v1/oauth/token`,
      introspection_endpoint: `${base}/v1/introspect`,
      jwks_uri: `${base}/v1/jwks`,
      userinfo_endpoint: `${base}/profile/v1/profile`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
      grant_types_supported: [
        "authorization_code",
        "refresh_token",
        "urn:ietf:params:oauth:grant-type:token-exchange",
      ],
      revocation_endpoint: `${base}/v1/oauth/destroy`,
      scopes_supported: ["openid", "profile", "email"],
      token_endpoint_auth_methods_supported: ["none"],
      code_challenge_methods_supported: ["S256"],
    },
    200,
    FRESH,
  );
}

/** The addresses follow the request's own, so no copy of them may be kept. */
const FRESH = { "cache-control": "no-cache" };

/** @param base where the server is, as this client addresses it */
const pageAt = (base: string): string =>
  `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>foxden server</title>
<h1>A foxden server</h1>
<p>This is a Firefox Sync server. It has no sign-in page in this version.</p>
<p>To sign in from a terminal, run:
<code>foxden auth login --server ${base.replaceAll("&", "&amp;")} --email you@example.org</code></p>
</html>
`;

const PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** The page a browser gets where a sign-in page would be. */
const page: Handler = ({ site }) => ({ status: 200, headers: PAGE_HEADERS, body: pageAt(site.base) });

const SUCCESS_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Signed in - foxden server</title>
<h1>You are signed in</h1>
<p>One step is left. Copy the whole address of this page from the address bar, and paste it where foxden asks for it.</p>
<p>The address is good for one sign-in and for a few minutes. After that you can close this page.</p>
</html>
`;

/** `GET /oauth/success/ID`: where a code ends up that no program is waiting for; the address has it. */
const successPage: Handler = ({ params }) => {
  if (findClient(params.client ?? "") === undefined) throw new Refusal(404);
  return { status: 200, headers: { ...PAGE_HEADERS, "cache-control": "no-store" }, body: SUCCESS_PAGE };
};

/** For whoever watches over the process. */
const heartbeat: Handler = (_request, { database }) => {
  try {
    database.probe();
    database.row(unknownValue, "SELECT 1 FROM account LIMIT 1");
    return json({ status: "Ok", database: "Ok" });
  } catch (error) {
    const reason = databaseFault(error) ?? "its tables cannot be read";
    return json({ status: "Unavailable", database: reason }, 503, { "retry-after": "10" });
  }
};

/** Owns every path that no other service owns. */
export const rootService: Service = {
  prefix: "/",
  routes: [
    { method: "GET", path: "/", run: page },
    { method: "GET", path: "/authorization", run: page },
    { method: "GET", path: "/oauth/success/:client", run: successPage },
    { method: "GET", path: "/.well-known/fxa-client-configuration", run: clientConfiguration },
    { method: "GET", path: "/.well-known/openid-configuration", run: openidConfiguration },
    { method: "GET", path: "/__heartbeat__", run: heartbeat },
    { method: "GET", path: "/__lbheartbeat__", run: () => json({}) },
    { method: "GET", path: "/__version__", run: () => json({ name: "foxden" }) },
  ],
  refuse: refuseWithNumber,
};
