/**
 * The storage contract against the embedded server. It runs against any other storage instead, and empties it, when
 * `FOXDEN_TEST_STORAGE` is set to JSON of `endpoint` (such as `http://localhost:8000/1.5/42`), `id` and `key`, as a
 * token server gives them, and where it is known `masterSecret`, with which tokens can be signed anew.
 */
import { utf8 } from "../../core/bytes.ts";
import { addUser } from "../../server/admin.ts";
import { type RunningServer, serve } from "../../server/serve.ts";
import { authContract, tokensContract } from "./contract/auth.ts";
import { declareFor } from "./contract/contract.ts";
import { endpointsContract } from "./contract/endpoints.ts";
import { infoContract } from "./contract/info.ts";
import { listsContract } from "./contract/lists.ts";
import { mediaContract } from "./contract/media.ts";
import { batchesContract, postsContract } from "./contract/posts.ts";
import { preconditionsContract } from "./contract/preconditions.ts";
import { queriesContract } from "./contract/queries.ts";
import { recordsContract } from "./contract/records.ts";
import { timesContract } from "./contract/times.ts";
import { openStorage, signIn, type StorageUser } from "./support/accounts.ts";
import { send } from "./support/storage.ts";

const elsewhere = JSON.parse(Deno.env.get("FOXDEN_TEST_STORAGE") ?? "null");
const masterSecret: string | undefined = elsewhere === null
  ? "the secret of a server in a test"
  : elsewhere.masterSecret;

let server: RunningServer | undefined;
let user: StorageUser;

Deno.test.beforeAll(async () => {
  if (elsewhere !== null || masterSecret === undefined) {
    const { endpoint, id, key } = elsewhere;
    user = { endpoint, signer: { id, key: utf8(key) } };
    return;
  }
  server = await serve({ masterSecret });
  const person = { email: "storage@example.org", password: "correct horse" };
  await addUser(server.database, person);
  user = await openStorage(server.url, await signIn(server.url, person.email, person.password));
});

Deno.test.afterAll(() => server?.close());

const declare = declareFor(async () => {
  await send(user, "DELETE", "/storage");
  return user;
});

endpointsContract(declare);
preconditionsContract(declare);
mediaContract(declare);
queriesContract(declare);
recordsContract(declare);
listsContract(declare);
postsContract(declare);
batchesContract(declare);
timesContract(declare);
infoContract(declare);
authContract(declare);
if (masterSecret !== undefined) tokensContract(declare, masterSecret);
