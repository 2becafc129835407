/** Whether this terminal is on a screen where a browser can be opened. */

const AFAR = ["SSH_TTY", "SSH_CONNECTION", "SSH_CLIENT"];
const SCREENS = ["DISPLAY", "WAYLAND_DISPLAY"];

/** Whether a browser that is started here is likely to be seen. @param env variables; an empty one is not set */
export function hasDesktop(env: (name: string) => string | undefined): boolean {
  const isSet = (name: string) => env(name) !== undefined;
  if (AFAR.some(isSet)) return false;
  // macOS names the program whose window a terminal is in; Windows always has a desktop.
  return SCREENS.some(isSet) || isSet("__CFBundleIdentifier") || env("OS") === "Windows_NT";
}
