/** What a client finds at the server's root: where everything is, and a page for people. */
import { unknownValue } from "../core/json.ts";
import { json, type Reply } from "./reply.ts";
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

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>foxden server</title>
<h1>A foxden server</h1>
<p>This is a Firefox Sync server. It has no sign-in page in this version.</p>
<p>To sign in from a terminal, run: <code>foxden auth login --email</code></p>
</html>
`;

/** The page a browser gets where a sign-in page would be. */
const page: Handler = () => ({
  status: 200,
  headers: {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy":
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  },
  body: PAGE,
});

/** For whoever watches over the process. */
const heartbeat: Handler = (_request, { database }) => {
  database.row(unknownValue, "SELECT 1 FROM account LIMIT 1");
  return json({ status: "Ok", database: "Ok" });
};

/** Owns every path that no other service owns. */
export const rootService: Service = {
  prefix: "/",
  routes: [
    { method: "GET", path: "/", run: page },
    { method: "GET", path: "/authorization", run: page },
    { method: "GET", path: "/.well-known/fxa-client-configuration", run: clientConfiguration },
    { method: "GET", path: "/.well-known/openid-configuration", run: openidConfiguration },
    { method: "GET", path: "/__heartbeat__", run: heartbeat },
    { method: "GET", path: "/__lbheartbeat__", run: () => json({}) },
    { method: "GET", path: "/__version__", run: () => json({ name: "foxden" }) },
  ],
  refuse: refuseWithNumber,
};
