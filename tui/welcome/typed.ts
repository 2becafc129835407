/** What is wrong with what somebody typed, before any server is asked. */
import { newPasswordFault as shortFault } from "../../app/new_password.ts";
import { isLoopback } from "../../app/marks.ts";
import type { CodeKind, Fault } from "./model.ts";

/** The fault of an address of an account; undefined for one that may be one. */
export function emailFault(text: string): Fault | undefined {
  if (text === "") return { what: "No e-mail address is given" };
  if (/^[^\s@]+@[^\s@]+$/.test(text)) return undefined;
  return { what: "That is no e-mail address", advice: "It looks like ann@example.org." };
}

/** The fault of an address of a server; undefined for one that may be one. It never repeats what was typed. */
export function addressFault(text: string): Fault | undefined {
  const url = URL.parse(text);
  if (!url && /^https?:\/\/[^/]*:\d+(\/|$)/.test(text)) {
    return { what: "There is no such port", advice: "Ports are numbers from 1 to 65535." };
  }
  if (!url || !/^https?:$/.test(url.protocol)) {
    return {
      what: "That is no http or https address",
      advice: "It looks like https://sync.example.org, with the https:// before it.",
    };
  }
  if (!url.username && !url.password && !/[?#]/.test(text)) return undefined;
  return {
    what: "An address of a server has no user, password, query or fragment",
    advice: "Leave off what follows ? or #, and what stands before @.",
  };
}

/** An address as it is meant: with http:// before this machine, where nothing is before it. */
export function withScheme(text: string): string {
  const [, host] = /^(\[[\da-f:]+\]|[^/:@?#\s]+)(?::\d+)?(?:\/|$)/i.exec(text) ?? [];
  return host !== undefined && isLoopback(host) ? `http://${text}` : text;
}

/** The fault of a code that is not even the shape of one. */
export function codeFault(code: string, kind: CodeKind): Fault | undefined {
  if (code === "") return { what: "No code is given" };
  if (kind === "unblock" || /^\d{6}$/.test(code.replace(/\s/g, ""))) return undefined;
  return { what: "A code has six digits" };
}

/** The fault of a password that was given twice, and the field it is in. */
export function newPasswordFault(password: string, again: string): Fault & { field: 1 | 2 } | undefined {
  if (password === "") return { what: "No password is given", field: 1 };
  const fault = shortFault(password);
  if (fault !== undefined) return { what: fault, field: 1 };
  if (password === again) return undefined;
  return { what: "The two passwords differ", advice: "ctrl-t shows them.", field: 2 };
}
