import assert from "node:assert/strict";
import { clientCodec } from "../../../core/records/clients.ts";
import { decodeRecord } from "../../../core/records/registry.ts";

Deno.test("a client needs a name and nothing more", () => {
  const { type, fxaDeviceId, protocols, commands } = clientCodec.decode({ name: "den" }, "abc");
  assert.deepEqual([type, fxaDeviceId, protocols, commands], [null, null, [], []]);
  assert.equal(decodeRecord("clients", '{"id":"abc","type":"desktop"}', "abc").kind, "malformed");
});

Deno.test("commands of old clients may hold null for their arguments, or among them", () => {
  const commands = [
    { command: "logout", args: null },
    { command: "wipeEngine", args: ["bookmarks", null], flowID: "f" },
    { args: [] },
    "logout",
  ];
  const client = clientCodec.decode({ name: "den", commands }, "abc");
  assert.deepEqual(client.commands.map(({ command, args, flowId }) => [command, args, flowId]), [
    ["logout", [], null],
    ["wipeEngine", ["bookmarks", null], "f"],
  ]);
});

Deno.test("a client rid of its commands is written without them", () => {
  const source = { id: "abc", name: "den", commands: [{ command: "logout", args: null }], x_future: 1 };
  const client = clientCodec.decode(source, "abc");
  assert.deepEqual(clientCodec.encode({ ...client, commands: [] }), { id: "abc", name: "den", x_future: 1 });
});

Deno.test("commands that cannot be read survive an edit of the commands, also when no other is left", () => {
  const odd = [{ args: ["x"] }, "logout", { command: "", x_future: 1 }];
  const logout = { command: "logout", args: [] };
  const client = clientCodec.decode(
    { id: "abc", name: "den", commands: [odd[0], logout, odd[1], odd[2]] },
    "abc",
  );
  assert.equal(client.commands.length, 1);
  const wipe = { command: "wipeAll", args: [], flowId: null, source: {} };
  const written = (commands: typeof client.commands) => clientCodec.encode({ ...client, commands }).commands;
  assert.deepEqual(written([...client.commands, wipe]), [logout, { command: "wipeAll", args: [] }, ...odd]);
  assert.deepEqual(written([]), odd);
});
