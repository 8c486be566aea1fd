import { assert, assertEquals } from "@std/assert";
import { hashKey } from "../../../src/snapshot/text/key_hash.ts";

function hash(key: string): number {
  const bytes = new TextEncoder().encode(`,"${key}":`);
  return hashKey(bytes, 1, bytes.length - 1);
}

Deno.test("a key has one hash, wherever it stands, and others mostly another", () => {
  const keys = Array.from({ length: 4096 }, (_, i) => `u${1e6 + i}`);
  const hashes = keys.map(hash);
  assertEquals(keys.map(hash), hashes);
  assert(new Set(hashes).size > 4090);
  // The low bits are what a table goes by: as evenly as chance would have it.
  const places = new Set(hashes.map((hash) => hash % 8192));
  assert(places.size > 3000, String(places.size));
});
