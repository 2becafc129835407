/** Text → HTML, for attributes and content alike. */

/**
 * The text with what HTML acts on written as references; a line end among it, which would be a space otherwise. NUL has
 * no place in HTML and becomes U+FFFD.
 */
export const escapeHtml = (text: string): string =>
  // deno-lint-ignore no-control-regex
  text.replace(/[&<>"'\x00-\x1f\x7f]/g, (character) => NAMED[character] ?? `&#${character.charCodeAt(0)};`);

const NAMED: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "\0": "\ufffd",
};
