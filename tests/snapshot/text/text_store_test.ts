import { assert, assertEquals } from "@std/assert";
import { copyBytes, TextStore } from "../../../src/snapshot/text/text_store.ts";
import type { Random } from "../../support/random.ts";
import { forSeeds } from "../../support/seeds.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function textAt(store: TextStore, address: number, length: number): string {
  const at = store.offsetOf(address);
  return decode(store.bytesOf(address).subarray(at, at + length));
}

function randomText(random: Random): Uint8Array {
  const most = random.pick([4, 40, 400]);
  return encode(
    Array.from(
      { length: 1 + random.int(most) },
      () => String.fromCharCode(97 + random.int(26)),
    ).join(""),
  );
}

Deno.test("bytes are copied, few or many", () => {
  const source = Uint8Array.from({ length: 500 }, (_, i) => i);
  for (const count of [0, 1, 63, 64, 65, 400]) {
    const target = new Uint8Array(500);
    copyBytes(target, 7, source, 3, 3 + count);
    assertEquals(target.slice(7, 7 + count), source.slice(3, 3 + count));
    assertEquals(target[6]! + target[7 + count]!, 0);
  }
});

Deno.test("a comma stands behind a text that was put or changed", () => {
  const store = new TextStore(encode("01234,67}9"));
  assertEquals([5, 8, 10].map((end) => store.isBeforeComma(end)), [
    true,
    false,
    false,
  ]);
  for (let length = 1; length < 70; length++) {
    const text = encode("x".repeat(length));
    const address = store.put(text, 0, length);
    const next = store.put(text, 0, length);
    assert(store.isBeforeComma(address + length), `${length}`);
    for (const more of [0, 1, 15, 16, 40]) {
      const again = store.putAgain(address, length);
      assert(store.isBeforeComma(again + length), `${length} again`);
      const size = length - 1 + more;
      const part = encode("y".repeat(more));
      const place = store.splice(again, length, 0, 1, part, 0, more);
      assert(store.isBeforeComma(place + size), `${length} + ${more}`);
      store.release(place, size);
    }
    assertEquals(textAt(store, next, length), "x".repeat(length));
  }
});

Deno.test("every text is what was put there last, whatever happens to the others", () =>
  forSeeds(60, (random: Random) => {
    const base = encode("0123456789");
    const store = new TextStore(base.slice());
    let texts: { address: number; text: string }[] = [
      { address: 2, text: "234" },
      { address: 5, text: "56" },
    ];
    for (let step = 0; step < 200; step++) {
      const at = random.int(texts.length + 1);
      const old = texts[at];
      if (old === undefined || random.chance(0.2)) {
        const text = randomText(random);
        const address = store.put(text, 0, text.length);
        texts.push({ address, text: decode(text) });
      } else if (random.chance(0.25)) {
        store.release(old.address, old.text.length);
        texts.splice(at, 1);
      } else if (random.chance(0.1)) {
        const { length } = old.text;
        const address = store.putAgain(old.address, length);
        store.release(old.address, length);
        texts[at] = { ...old, address };
      } else {
        const from = random.int(old.text.length);
        const to = from + random.int(old.text.length - from + 1);
        const part = random.chance(0.3)
          ? encode("z".repeat(to - from))
          : randomText(random);
        const text = old.text.slice(0, from) + decode(part) +
          old.text.slice(to);
        const { length } = old.text;
        const address = store.splice(
          old.address,
          length,
          from,
          to,
          part,
          0,
          part.length,
        );
        texts[at] = { address, text };
      }
      if (random.chance(0.02)) {
        // All texts, one after the other, become what it begins with.
        const all = encode(texts.map(({ text }) => text).join(""));
        let address = 0;
        texts = texts.map(({ text }) => {
          address += text.length;
          return { address: address - text.length, text };
        });
        store.begin(all);
      }
      for (const { address, text } of texts) {
        assertEquals(textAt(store, address, text.length), text);
      }
    }
  }));

Deno.test("the text that it was given is never written to", () => {
  const base = encode('"a":1,"b":2');
  const store = new TextStore(base);
  const address = store.splice(0, 5, 4, 5, encode("7"), 0, 1);
  assertEquals(decode(base), '"a":1,"b":2');
  assertEquals(textAt(store, address, 5), '"a":7');
  assert(store.isBase(0) && !store.isBase(address));
  // Its own it does: there is no second copy then.
  const own = encode('"a":1');
  store.begin(own);
  assertEquals(store.splice(0, 5, 4, 5, encode("7"), 0, 1), 0);
  assertEquals(decode(own), '"a":7');
});

Deno.test("slots are used again, so that changes without end take no more memory", () => {
  const store = new TextStore(encode("x"));
  let text = encode("y".repeat(100));
  let address = store.put(text, 0, text.length);
  const addresses = new Set([address]);
  for (let i = 0; i < 10_000; i++) {
    const next = encode("y".repeat(i % 2 === 0 ? 300 : 100));
    const { length } = text;
    address = store.splice(address, length, 0, length, next, 0, next.length);
    addresses.add(address);
    text = next;
  }
  assertEquals(addresses.size, 2);
  assertEquals(store.isScattered, false);
});

Deno.test("memory of its own becomes a base again, and no other", () => {
  const given = new Uint8Array(64);
  const store = new TextStore(given);
  const first = store.makeBase(64);
  store.begin(first);
  const second = store.makeBase(64);
  assert(second !== given && second !== first);
  store.begin(second);
  // A little longer is no reason for new memory; much longer is.
  assert(store.makeBase(66) === first);
  assert(store.makeBase(64) !== first);
  store.begin(new Uint8Array(64));
  assert(store.makeBase(100) !== second);
});

Deno.test("a large part that moved is scattered", () => {
  const store = new TextStore(new Uint8Array(1 << 18).fill(97));
  assertEquals(store.isScattered, false);
  for (let at = 0; at < 1 << 18; at += 100) store.putAgain(at, 100);
  assertEquals(store.isScattered, true);
  store.begin(new Uint8Array(1 << 18).fill(98));
  assertEquals(store.isScattered, false);
});
