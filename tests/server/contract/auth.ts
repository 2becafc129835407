import assert from "node:assert/strict";
import { utf8 } from "../../../core/bytes.ts";
import { freshNonce, sign } from "../support/hawk.ts";
import { type Declare, idsOf } from "./contract.ts";

/** Signatures, and what is refused without a good one. */
export function authContract(test: Declare): void {
  test("a request without a good signature is 401 with the number 0", async (send, user) => {
    const url = `${user.endpoint}/info/collections`;
    const { id, key } = user.signer;
    const tampered = { id: `${id.slice(0, 40)}${id[40] === "A" ? "B" : "A"}${id.slice(41)}`, key };
    const headers = [
      "",
      "Bearer abc",
      `Bearer ${id}`,
      "Hawk",
      `Hawk id="${id}"`,
      await sign("GET", url, { id, key: utf8("wrong") }),
      await sign("GET", url, tampered),
      await sign("GET", url, { id: "AAAA", key }),
      await sign("POST", url, user.signer),
      await sign("GET", `${url}?v=1`, user.signer),
      await sign("GET", url.replace("http:", "https:").replace(/:\d+/, ":1"), user.signer),
    ];
    for (const authorization of headers) {
      const answer = await send("GET", "/info/collections", { authorization });
      assert.deepEqual([answer.status, answer.text], [401, "0"], authorization.slice(0, 30));
    }
  });

  test("a good signature for another storage's path is refused", async (send, user) => {
    const other = user.endpoint.replace(/\d+$/, (uid) => String(Number(uid) + 1));
    const url = `${other}/info/collections`;
    const response = await fetch(url, { headers: { authorization: await sign("GET", url, user.signer) } });
    assert.deepEqual([response.status, await response.text()], [400, "0"]);
    assert.equal((await send("GET", "/info/collections")).status, 200);
  });

  test("the same nonce twice is refused for a write and not for a read", async (send) => {
    const nonce = freshNonce();
    const write = (id: string) => send("PUT", `/storage/col/${id}`, { body: {}, nonce });
    assert.equal((await write("a")).status, 200);
    assert.equal((await write("b")).status, 401);
    assert.deepEqual(await idsOf(send, "/storage/col"), ["a"]);
    const read = () => send("GET", "/storage/col", { nonce });
    assert.deepEqual([(await read()).status, (await read()).status], [200, 200]);
  });

  test("a payload hash must be that of the body", async (send) => {
    const body = '{"payload":"x"}';
    assert.equal((await send("PUT", "/storage/col/a", { body, hashOf: body })).status, 200);
    assert.equal((await send("PUT", "/storage/col/a", { body, hashOf: '{"payload":"y"}' })).status, 401);
  });
}
