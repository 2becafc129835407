/** The real entry over the sample commands, for tests that need a process, a pipe or a terminal. */
import { runProcess } from "../../cli/main.ts";
import { SAMPLE_TREE } from "./sample_tree.ts";

await runProcess(() => Promise.resolve(SAMPLE_TREE));
