/** What to do about failures of a server of one's own, and of the files it keeps. */
import type { FileFault, ListenFault } from "../core/errors.ts";
import { type Advice, type Advisers, type Asked, listUsers, onServer, shellWord } from "./advice.ts";

/** Codes that keeping a server ends with. */
type ServerCode = "usage.account-exists" | "failed.file" | "failed.file-exists" | "failed.listen";

/** Advice on each of them. */
export const SERVER_ADVICE: Advisers<ServerCode> = {
  "usage.account-exists": ({ email }, asked) => ({
    why: "an address has one account on a server, whatever its letters",
    tries: [
      { line: onServer(`foxden serve user passwd ${email}`, asked), note: "to give it another password" },
      listUsers(asked),
    ],
  }),
  "failed.file": ({ path, fault }) => fault === undefined ? refusedFile(path) : FILE_ADVICE[fault](path),
  "failed.file-exists": (_, { options }) => ({
    why: "foxden never overwrites a copy that was made before" +
      (options.overwrite ? " without being told" : ""),
    tries: [
      { note: "choose another name, or move that file away first" },
      ...(options.overwrite ? [{ line: "--overwrite", note: "to replace it" }] : []),
    ],
  }),
  "failed.listen": ({ fault }) => LISTEN_ADVICE[fault],
};

/** Advice on a file that is not there, which for a server's folder is that no server was started on it. */
export function noSuchFile(path: string, asked: Asked): Advice {
  const why = `${path} does not exist`;
  if (/^(api$|backup )/.test(asked.command)) return { why, tries: [{ note: "check the name" }] };
  if (!/^serve( |$)/.test(asked.command)) {
    return { why, tries: [{ note: "check the name, or leave it out to read stdin" }] };
  }
  if (asked.options.listen !== undefined) return { why, tries: [{ note: "check the name" }] };
  return {
    why: "no server was ever started on that folder",
    tries: [
      { note: "check the name of the folder, which is --data of the server" },
      { line: onServer("foxden serve", asked), note: "to start a new server there first" },
    ],
  };
}

function refusedFile(path: string): Advice {
  return {
    why: `the system refuses what was tried with ${path}`,
    tries: [{ note: "check that path, its owner, and the room on its disk" }],
  };
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/"))) || ".";

const FILE_ADVICE: Readonly<Record<FileFault, (path: string) => Advice>> = {
  "no-folder": (path) => ({
    why: `the folder ${folderOf(path)} does not exist`,
    tries: [{ line: `mkdir -p ${shellWord(folderOf(path))}`, note: "to make it, then run it again" }],
  }),
  "below-a-file": (path) => ({
    why: `a part of ${path} that should be a folder is a file`,
    tries: [{ note: "name another folder" }],
  }),
  damaged: () => ({
    why: "its content is not what was written there: the disk has failed, or something else has changed it",
    tries: [{ note: "restore a backup: put it as server.db into an empty folder, and serve that" }],
  }),
  changed: (path) => ({
    why: `another program has written to ${path} since it was read`,
    tries: [{ note: "run it again, on what is there now" }],
  }),
};

const LISTEN_ADVICE: Readonly<Record<ListenFault, Advice>> = {
  "in-use": {
    why: "another program has that port, perhaps another foxden serve",
    tries: [{ note: "end that program, or choose another port with --listen HOST:PORT" }],
  },
  "not-local": {
    why: "a server listens on addresses of its own machine only",
    tries: [
      { line: "--listen 127.0.0.1:8000", note: "for this machine alone" },
      { line: "--listen 0.0.0.0:8000", note: "for all its addresses" },
    ],
  },
  "unknown-name": {
    why: "neither this machine nor the network knows a host of that name",
    tries: [{ note: "check the name, or give a number such as 127.0.0.1 in its place" }],
  },
  "not-allowed": {
    why: "ports below 1024 are not for everybody",
    tries: [{ note: "choose a port of 1024 or more with --listen HOST:PORT" }],
  },
  other: {
    why: "the system gives no better reason",
    tries: [{ note: "choose another address with --listen HOST:PORT" }],
  },
};
