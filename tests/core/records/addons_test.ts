import assert from "node:assert/strict";
import { addonCodec } from "../../../core/records/addons.ts";
import { decodeRecord } from "../../../core/records/registry.ts";
import { shapeFault } from "../../../core/records/writing.ts";

const uBlock = {
  id: "abc",
  applicationID: "{ec8030f7-c20a-464f-9b0e-13a3a9e97384}",
  addonID: "uBlock0@raymondhill.net",
  enabled: true,
  source: "amo",
};

Deno.test("an add-on is told with its application, its state and where it came from", () => {
  const { source, ...addon } = addonCodec.decode(uBlock, "abc");
  assert.equal(source, uBlock);
  assert.deepEqual(addon, {
    id: "abc",
    addonId: "uBlock0@raymondhill.net",
    applicationId: "{ec8030f7-c20a-464f-9b0e-13a3a9e97384}",
    enabled: true,
    installSource: "amo",
  });
});

Deno.test("an add-on switched off is written so, and its own member `source` is left alone", () => {
  const addon = addonCodec.decode(uBlock, "abc");
  assert.deepEqual(addonCodec.encode({ ...addon, enabled: false }), { ...uBlock, enabled: false });
});

Deno.test("a record that names no add-on is read, since its tombstone needs its application, and never written", () => {
  for (const addonID of [undefined, null, "", 5]) {
    const clear = { id: "abc", applicationID: "{app}", addonID };
    const incoming = decodeRecord("addons", JSON.stringify(clear), "abc");
    assert(incoming.kind === "live");
    assert.deepEqual([incoming.record.addonId, incoming.record.applicationId], ["", "{app}"]);
    assert.match(shapeFault("addons", clear, true) ?? "", /^addonID: /);
  }
  assert.equal(shapeFault("addons", uBlock, true), undefined);
});
