/**
 * The checksum of a binary frame: keyed BLAKE3, by `hash-wasm`.
 *
 * The hash is loaded when a binary log is opened and not before
 * ({@linkcode loadBlake3}); from then on a checksum is synchronous.
 *
 * @module
 */
import type { IHasher } from "hash-wasm";
import type { RecordKind } from "../../log/serializer.ts";
import { ENCODER } from "../../values/characters.ts";

/** The length of a frame's checksum in bytes. */
export const CHECKSUM_LENGTH = 8;

const PURPOSE = ENCODER.encode("Kanta blake3");
const DOMAIN: Readonly<Record<RecordKind, Uint8Array>> = {
  snapshot: ENCODER.encode("SNAPSHOT"),
  change: ENCODER.encode("DIFFRECD"),
};

// hash-wasm takes the key at creation and copies it anew from the caller's
// bytes at each init(). One hasher whose key is rewritten in place therefore
// serves every frame: a new hasher would cost many times that, and a promise.
const key = new Uint8Array(32);
const keyView = new DataView(key.buffer);
key.set(PURPOSE);

let hasher: IHasher | undefined;

/** Loads the hash function; the second call and later ones do nothing. */
export async function loadBlake3(): Promise<void> {
  if (hasher !== undefined) return;
  const { createBLAKE3 } = await import("./blake3_package.ts");
  hasher ??= await createBLAKE3(8 * CHECKSUM_LENGTH, key);
}

/**
 * The checksum of the frame at `offset` in the file whose sync seed is `seed`.
 *
 * The kind, the seed and the offset are in the key, so that a frame does not
 * verify at another place, in another file or as the other kind of record. The
 * payload comes in parts, which need not be joined for it.
 *
 * @throws {Error} Before {@linkcode loadBlake3} is done.
 */
export function frameChecksum(
  kind: RecordKind,
  seed: Uint8Array,
  offset: number,
  payload: readonly Uint8Array[],
): Uint8Array {
  if (hasher === undefined) {
    throw new Error(
      "Cannot check a binary frame before its hash is loaded: await serializer.prepare() first",
    );
  }
  key.set(DOMAIN[kind], 12);
  key.set(seed, 20);
  keyView.setUint32(24, offset % 2 ** 32, true);
  keyView.setUint32(28, Math.floor(offset / 2 ** 32), true);
  hasher.init();
  for (const part of payload) hasher.update(part);
  return hasher.digest("binary");
}
