/**
 * The chunks of a sealed backup: AES-256-GCM, at most 1 MiB of clear bytes in each.
 *
 * A chunk is a frame of 5 bytes (1 for the last one and else 0, then the length of what follows, big-endian) and the
 * ciphertext with its tag. The nonce is the chunk's number from 0; the header's SHA-256, the number and the flag are
 * authenticated with it, so that no chunk is missing, moved or taken from another file without anybody noticing.
 */
import { type Bytes, concat } from "../../core/bytes.ts";
import { damaged } from "./faults.ts";
import type { FileReader } from "./files.ts";
import type { FileKey } from "./keys.ts";

/** How many clear bytes a chunk holds at most. */
export const CHUNK_BYTES = 1 << 20;

const FRAME_LENGTH = 5;
const TAG_LENGTH = 16;

/** Takes the clear bytes of the next chunk. They may be changed as soon as it is done. */
export type ChunkSink = (clear: Bytes, isLast: boolean) => Promise<void>;

/** Seals chunks and passes them on; one is sealed and written while the next one is filled. */
export function sealingSink({ aes, headHash }: FileKey, write: (bytes: Bytes) => Promise<void>): ChunkSink {
  let number = 0;
  let writing = Promise.resolve();
  return async (clear, isLast) => {
    // The bytes are copied before the first wait.
    const sealing = crypto.subtle.encrypt(gcm(headHash, number++, isLast), aes, clear);
    await writing;
    writing = sealing.then(async (box) => {
      await write(concat(frameOf(isLast, box.byteLength), new Uint8Array(box)));
    });
    // Whoever waits for it next is told.
    writing.catch(() => {});
    if (isLast) await writing;
  };
}

/** Opens the chunks of a file from where its reader stands, to its end. @throws {FoxdenError} `findings.backup` */
export async function* openChunks(
  reader: FileReader,
  { aes, headHash }: FileKey,
  path: string,
): AsyncGenerator<Bytes, void> {
  for (let number = 0, isLast = false; !isLast; number++) {
    const frame = await reader.read(FRAME_LENGTH);
    if (frame.length < FRAME_LENGTH) throw damaged(path, "its end is missing");
    const length = new DataView(frame.buffer, frame.byteOffset).getUint32(1);
    const isSound = (frame[0] ?? 2) < 2 && length > TAG_LENGTH && length <= CHUNK_BYTES + TAG_LENGTH;
    if (!isSound) throw damaged(path, `part ${number + 1} is not what was written`);
    isLast = frame[0] === 1;
    const box = await reader.read(length);
    if (box.length < length) throw damaged(path, "its end is missing");
    const params = gcm(headHash, number, isLast);
    const clear = await crypto.subtle.decrypt(params, aes, box).catch(() => {
      throw damaged(path, `part ${number + 1} is not what was written`);
    });
    yield new Uint8Array(clear);
  }
  if ((await reader.read(1)).length > 0) throw damaged(path, "something follows its end");
}

function frameOf(isLast: boolean, length: number): Bytes {
  const frame = new Uint8Array(FRAME_LENGTH);
  frame[0] = isLast ? 1 : 0;
  new DataView(frame.buffer).setUint32(1, length);
  return frame;
}

function gcm(headHash: Bytes, number: number, isLast: boolean): AesGcmParams {
  const iv = new Uint8Array(12);
  new DataView(iv.buffer).setUint32(8, number);
  return {
    name: "AES-GCM",
    iv,
    additionalData: concat(headHash, iv.subarray(8), Uint8Array.of(isLast ? 1 : 0)),
  };
}
