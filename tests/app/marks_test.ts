import assert from "node:assert/strict";
import { marksOf } from "../../app/marks.ts";

Deno.test("a profile of a demo and one of a server on this machine are marked, and no other", () => {
  const mine = "/home/ann/.local/share/foxden/default";
  assert.deepEqual(marksOf("/tmp/foxden-demo-1a2b/data/default", "http://127.0.0.1:4000"), ["demo"]);
  for (
    const server of ["http://127.0.0.1:8000", "http://localhost:1", "http://[::1]:8000", "http://127.1.2.3"]
  ) {
    assert.deepEqual(marksOf(mine, server), ["local"], server);
  }
  for (
    const server of ["https://accounts.firefox.com", "https://sync.example", "http://127.example", "nonsense"]
  ) {
    assert.deepEqual(marksOf(mine, server), [], server);
  }
  assert.deepEqual(marksOf("/home/foxden-demo-x/share/foxden/default", "https://sync.example"), []);
});
