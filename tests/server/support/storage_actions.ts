/** What somebody can do with a storage, as plain values, and the words the protocol has for them. */
import type { Given } from "./storage_model.ts";

/** Which time a write is guarded with, against that of what it changes. */
export type Guard = "none" | "current" | "stale" | "zero" | "future";

/** How a POST takes part in a batch; `pick` chooses among all names this person has ever been given. */
export type BatchUse =
  | { readonly kind: "none" | "start" | "both" }
  | { readonly kind: "append" | "commit"; readonly pick: number };

export type Sort = "newest" | "oldest" | "index";

/** One request, or one listing. */
export type Action =
  | { readonly kind: "put"; readonly collection: string; readonly item: Given; readonly guard: Guard }
  | {
    readonly kind: "post";
    readonly collection: string;
    readonly items: readonly Given[];
    readonly batch: BatchUse;
    readonly guard: Guard;
  }
  | { readonly kind: "delete"; readonly collection: string; readonly id: string; readonly guard: Guard }
  | {
    readonly kind: "deleteIds";
    readonly collection: string;
    readonly ids: readonly string[];
    readonly guard: Guard;
  }
  | { readonly kind: "deleteCollection"; readonly collection: string; readonly guard: Guard }
  | { readonly kind: "deleteAll"; readonly guard: Guard }
  | { readonly kind: "get"; readonly collection: string; readonly id: string }
  | { readonly kind: "list"; readonly collection: string; readonly sort: Sort; readonly limit: number }
  | { readonly kind: "trespass"; readonly collection: string; readonly id: string; readonly pick: number };

/** A time as text, in 1/100 s. */
export const centis = (time: string): number => Math.round(Number(time) * 100);
/** The reverse, as the server writes it. */
export const text = (time: number): string => (time / 100).toFixed(2);
/** A part of an address. */
export const seg = encodeURIComponent;

/** The value of `X-If-Unmodified-Since`; undefined for none. */
export function guardTime(guard: Guard, resourceTime: number): string | undefined {
  switch (guard) {
    case "none":
      return undefined;
    case "current":
      // As JavaScript prints it, which is how Firefox sends it.
      return String(resourceTime / 100);
    case "stale":
      return text(Math.max(0, resourceTime - 1));
    case "zero":
      return "0";
    case "future":
      return "4102405200000";
  }
}

/** The query that says how a POST takes part in a batch. */
export function queryOf(kind: BatchUse["kind"], name = ""): string {
  switch (kind) {
    case "none":
      return "";
    case "start":
      return "?batch=true";
    case "both":
      return "?batch=true&commit=true";
    case "append":
      return `?batch=${seg(name)}`;
    case "commit":
      return `?batch=${seg(name)}&commit=true`;
  }
}
