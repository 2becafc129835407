/**
 * The storage contract against the embedded server. With `FOXDEN_TEST_STORAGE` set to JSON of `endpoint`, `id` and
 * `key` it runs against that storage instead, which it empties.
 */
import { utf8 } from "../../core/bytes.ts";
import { addUser } from "../../server/admin.ts";
import { type RunningServer, serve } from "../../server/serve.ts";
import { authContract } from "./contract/auth.ts";
import { declareFor } from "./contract/contract.ts";
import { infoContract } from "./contract/info.ts";
import { listsContract } from "./contract/lists.ts";
import { batchesContract, postsContract } from "./contract/posts.ts";
import { recordsContract } from "./contract/records.ts";
import { timesContract } from "./contract/times.ts";
import { openStorage, signIn, type StorageUser } from "./support/accounts.ts";
import { send } from "./support/storage.ts";

let server: RunningServer | undefined;
let user: StorageUser;

Deno.test.beforeAll(async () => {
  const elsewhere = Deno.env.get("FOXDEN_TEST_STORAGE");
  if (elsewhere !== undefined) {
    const { endpoint, id, key } = JSON.parse(elsewhere);
    user = { endpoint, signer: { id, key: utf8(key) } };
    return;
  }
  server = await serve();
  const person = { email: "storage@example.org", password: "correct horse" };
  await addUser(server.database, person);
  user = await openStorage(server.url, await signIn(server.url, person.email, person.password));
});

Deno.test.afterAll(() => server?.close());

const declare = declareFor(async () => {
  await send(user, "DELETE", "/storage");
  return user;
});

recordsContract(declare);
listsContract(declare);
postsContract(declare);
batchesContract(declare);
timesContract(declare);
infoContract(declare);
authContract(declare);
