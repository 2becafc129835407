import assert from "node:assert/strict";
import { isJobIn } from "../../../tui/terminal/job.ts";

const SHELL = "  10     1    10 pts/4";
const RUNNER = "  20    10    20 pts/4";
const PROGRAM = "  21    20    20 pts/4";

Deno.test("what a shell started in its own terminal is a job, with a task runner in between or without one", () => {
  assert.ok(isJobIn([SHELL, RUNNER, PROGRAM].join("\n"), 21));
  assert.ok(isJobIn([SHELL, RUNNER].join("\n"), 20));
  assert.ok(isJobIn(["10 1 10 ttys001", "20 10 20 ttys001"].join("\n"), 20), "as macOS has it");
});

Deno.test("nobody brings back what has a window for itself", () => {
  const terminal = "  10     1    10 pts/1";
  assert.ok(!isJobIn(["   9     1     9 ?", "  20     9    20 pts/4"].join("\n"), 20), "below tmux");
  assert.ok(!isJobIn([terminal, "  20    10    20 pts/4", PROGRAM].join("\n"), 21), "below another terminal");
  assert.ok(!isJobIn("  21    20    20 pts/4", 21), "below nobody that is known");
  assert.ok(!isJobIn("  21    21    21 pts/4\n", 22) && !isJobIn("", 21), "not told");
});

Deno.test("a shell without job control has one group with its programs, and stands below a window as they do", () => {
  assert.ok(!isJobIn(["9 1 9 ?", "20 9 20 pts/4", "21 20 20 pts/4"].join("\n"), 21));
});
