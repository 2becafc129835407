/** Which of its two forms a list is sent in. */
import { storageRefusal } from "./errors.ts";

/** The media types of lists. */
export type ListType = "application/json" | "application/newlines";

/** The best form by the client's own order. @throws 406 when it takes neither */
export function listType(accept: string | null): ListType {
  if (accept === null || accept.trim() === "") return "application/json";
  const ranges = accept.split(",").map(readRange).filter(({ quality }) => quality > 0);
  ranges.sort((left, right) => right.quality - left.quality);
  for (const { type } of ranges) {
    if (type === "application/json" || type === "application/*" || type === "*/*") return "application/json";
    if (type === "application/newlines") return type;
    // The reference server stops here: who likes this best is no Sync client.
    if (type === "text/plain") break;
  }
  throw storageRefusal(406);
}

function readRange(text: string): { readonly type: string; readonly quality: number } {
  const [type = "", ...parameters] = text.split(";").map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
  return { type, quality: quality === undefined ? 1 : Number(quality) || 0 };
}
