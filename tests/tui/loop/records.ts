/** Records as another device writes them: whole enough for every list to show them. */
import type { DeviceRecord } from "../../app/refresh_device.ts";

const MADE_MS = Date.UTC(2026, 0, 1);

/** A login of the site `https://NAME.example`, with a password of its own. */
export const login = (name: string): DeviceRecord => ({
  id: `login-${name}`,
  clear: {
    hostname: `https://${name}.example`,
    formSubmitURL: `https://${name}.example`,
    httpRealm: null,
    username: `${name}@example.org`,
    password: passwordOf(name),
    usernameField: "",
    passwordField: "",
    timeCreated: MADE_MS,
    timePasswordChanged: MADE_MS,
  },
});

/** The password of such a login. */
export const passwordOf = (name: string): string => `the secret of ${name}`;

/** A page that was visited so many minutes after the first one. */
export const page = (name: string, minutes = 0): DeviceRecord => ({
  id: `page-${name}`,
  clear: {
    histUri: `https://pages.example/${name}`,
    title: `page ${name}`,
    visits: [{ date: 1000 * (MADE_MS + 60_000 * minutes), type: 1 }],
  },
});

/** What a form was filled with. */
export const entry = (name: string): DeviceRecord => ({
  id: `entry-${name}`,
  clear: { name, value: `value of ${name}` },
});

/** The toolbar with these bookmarks in it, in this order. */
export const toolbar = (...names: readonly string[]): readonly DeviceRecord[] => [
  {
    id: "toolbar",
    clear: {
      type: "folder",
      title: "toolbar",
      parentid: "places",
      parentName: "",
      dateAdded: MADE_MS,
      children: names.map((name) => `mark-${name}`),
    },
  },
  ...names.map((name): DeviceRecord => ({
    id: `mark-${name}`,
    clear: {
      type: "bookmark",
      title: name,
      bmkUri: `https://marks.example/${name}`,
      parentid: "toolbar",
      parentName: "toolbar",
      dateAdded: MADE_MS,
    },
  })),
];
