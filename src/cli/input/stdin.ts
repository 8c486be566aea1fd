/**
 * Standard input, read to its end.
 *
 * @module
 */
import { toArrayBuffer } from "@std/streams";

/** Reads all bytes of a stream. */
export async function readAll(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<Uint8Array> {
  return new Uint8Array(await toArrayBuffer(stream));
}
