/** Who may have which storage: the rules that keep old keys away from new data. Pure. */
import type { TokenStatus } from "./errors.ts";

/** What a request says about its keys. */
export interface ShownKeys {
  /** When the password was last set; undefined when the token does not say. */
  readonly generation: number | undefined;
  readonly keysChangedAtMs: number | undefined;
  /** Hex of the fingerprint of kB. */
  readonly clientState: string;
}

/** What the server has on record. */
export interface KnownKeys {
  readonly generation: number;
  readonly keysChangedAtMs: number;
  readonly clientState: string;
  /** States that were replaced and never come back. */
  readonly oldClientStates: readonly string[];
}

/** A broken rule; `description` is set where the client state is at fault. */
export interface Violation {
  readonly status: TokenStatus;
  readonly description?: string;
}

/**
 * The first rule that `shown` breaks, in the order the reference server checks them. A comparison with a side that
 * was not given passes.
 */
export function firstViolation(shown: ShownKeys, known: KnownKeys): Violation | undefined {
  const { generation: g, keysChangedAtMs: k, clientState: c } = shown;
  const { generation: G, keysChangedAtMs: K, clientState: C } = known;
  const changed = c !== C;
  const badState = (description: string): Violation => ({ status: "invalid-client-state", description });
  const rules: readonly (readonly [broken: boolean, Violation])[] = [
    [k !== undefined && g !== undefined && k > K && g < k, { status: "invalid-keysChangedAt" }],
    [C !== "" && c === "", badState("empty string")],
    [known.oldClientStates.includes(c), badState("stale value")],
    [changed && g !== undefined && g <= G, badState("new value with no generation change")],
    [changed && k !== undefined && k <= K, badState("new value with no keys_changed_at change")],
    [g !== undefined && G > g, { status: "invalid-generation" }],
    [k !== undefined && K > k, { status: "invalid-keysChangedAt" }],
    [k === undefined && K !== 0, { status: "invalid-keysChangedAt" }],
  ];
  return rules.find(([broken]) => broken)?.[1];
}

/** What is on record once `shown` has been accepted. */
export function updatedKeys(shown: ShownKeys, known: KnownKeys): Omit<KnownKeys, "oldClientStates"> {
  const { generation: g, keysChangedAtMs: k, clientState } = shown;
  const raised = g === undefined && k !== undefined && k > known.keysChangedAtMs && k > known.generation;
  return {
    generation: g ?? (raised ? k : known.generation),
    keysChangedAtMs: k ?? known.keysChangedAtMs,
    clientState,
  };
}
