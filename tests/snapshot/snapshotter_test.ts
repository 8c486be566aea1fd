import { assert, assertEquals, assertThrows } from "@std/assert";
import { kindOf } from "../../src/values/kinds.ts";
import { keysOf } from "../../src/values/own.ts";
import { CorruptionError } from "../../src/errors.ts";
import { loadSerializer } from "../../src/format/load.ts";
import { JsonSerializer } from "../../src/format/json/serializer.ts";
import type { Serializer } from "../../src/log/serializer.ts";
import { computeDiff } from "../../src/diff/diff.ts";
import { deepEqual } from "../../src/values/equal.ts";
import { Snapshotter } from "../../src/snapshot/snapshotter.ts";
import { concat } from "../log/byte_source.ts";
import type { Random } from "../support/random.ts";
import {
  cloned,
  mutated,
  objectOf,
  randomValue,
} from "../support/random_states.ts";
import { recordBytes } from "../support/record_bytes.ts";
import { forSeeds } from "../support/seeds.ts";
import { nextChange } from "./text/text_history.ts";

const TS = "2026-06-10T02:55:00.000001Z";

/** A log in memory that grows. */
class GrowingLog {
  #bytes: Uint8Array = new Uint8Array(0);
  get size(): number {
    return this.#bytes.length;
  }
  read(offset: number, length: number): Uint8Array {
    return this.#bytes.slice(offset, offset + length);
  }
  append(bytes: Uint8Array): void {
    this.#bytes = concat(this.#bytes, bytes);
  }
}

for (const name of ["json", "msgpack"]) {
  const serializer = await loadSerializer(name);

  Deno.test(`${name}: a snapshot is the state after the last record before it`, () =>
    forSeeds(20, (random: Random) => {
      const log = new GrowingLog();
      const framer = serializer.createFramer();
      log.append(framer.createHeader());
      let state: unknown = {};
      let revision = 0;
      /** Properties of the root that stood there once. */
      const deleted = new Set<string>();
      /** Whether the root was an object all the time, as it is in a database. */
      let ordinary = true;
      const commit = (after: unknown, m?: string) => {
        const diff = computeDiff(state, after);
        if (diff === undefined) return;
        const change = { ts: TS, v: 4, ...(m && { m }), diff };
        log.append(
          framer.frame("change", [serializer.encodeChange(change)], log.size),
        );
        ordinary &&= kindOf(after) === "object";
        const kept = new Set(keysOf(after));
        for (const key of keysOf(state)) {
          if (!kept.has(key)) deleted.add(key);
        }
        for (const key of kept) deleted.delete(key);
        state = after;
        revision++;
      };
      commit(objectOf([["a", randomValue(random, 3)], ["b", 1]]), TS);
      for (let round = 0; round < 3; round++) {
        const snapshotter = new Snapshotter(log, serializer, log.size);
        assertEquals(snapshotter.position, log.size);
        for (let i = random.int(6); i > 0; i--) {
          commit(mutated(random, cloned(state), 4));
          if (random.chance(0.5)) snapshotter.follow(log.size);
        }
        snapshotter.follow(log.size);
        log.append(recordBytes(snapshotter.record({ ts: TS }, 3)));
        assertEquals(snapshotter.revision, revision);
        const found = framer.findSnapshot(log, log.size);
        assert(found !== undefined && found.end === log.size);
        const snapshot = serializer.decodeSnapshot(found.payload);
        const { state: held, g = [], ...head } = snapshot;
        if (ordinary && g !== true) {
          // Those that were set again may still be named.
          const own = new Set(keysOf(held));
          assertEquals(new Set(g.filter((key) => !own.has(key))), deleted);
        }
        assertEquals(head, { ts: TS, v: 4, m: TS, r: revision, k: 1, d: 3 });
        assert(deepEqual(held, state));
      }
    }));

  Deno.test(`${name}: no snapshot is made of a damaged log`, () => {
    const log = new GrowingLog();
    const framer = serializer.createFramer();
    log.append(framer.createHeader());
    for (let n = 1; n <= 5; n++) {
      const change = serializer.encodeChange({ ts: TS, diff: { n } });
      log.append(framer.frame("change", [change], log.size, log.size));
    }
    const damaged = log.read(0, log.size);
    damaged[damaged.length / 2 | 0]! ^= 4;
    const source = {
      size: damaged.length,
      read: (from: number, length: number) =>
        damaged.slice(from, from + length),
    };
    assertThrows(
      () => new Snapshotter(source, serializer, source.size),
      CorruptionError,
    );
  });
}

/** The same format, but no state of it is held in texts. */
class Decoding extends JsonSerializer {}

/** The next snapshot of a log of which some was there when it was begun. */
function nextSnapshot(
  log: Uint8Array,
  begun: number,
  serializer: Serializer,
): Uint8Array {
  const source = {
    size: log.length,
    read: (from: number, length: number) => log.slice(from, from + length),
  };
  const snapshotter = new Snapshotter(source, serializer, begun);
  snapshotter.follow(begun);
  snapshotter.prepare();
  snapshotter.follow(log.length);
  return recordBytes(snapshotter.record({ ts: TS, v: 4 }, 7));
}

Deno.test("a state in texts gives the very snapshot that a decoded one gives", () =>
  forSeeds(20, (random: Random) => {
    const json = new JsonSerializer();
    const framer = json.createFramer();
    // Members large and small, with a few keys of all kinds; none is a number's,
    // which stands first or last, as nobody minds.
    const users = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, i) => [
          `u${random.int(1000)}-${i}`,
          { name: `é ${i}`, visits: i, tags: ["a", { b: null }] },
        ]),
      );
    let state: unknown = {
      users: users(400),
      few: users(3),
      deep: { er: { users: users(300), n: 1 } },
      list: Object.values(users(200)),
      date: new Date(5),
      $: 1,
    };
    const first = random.chance(0.5)
      ? framer.frame("snapshot", [
        json.encodeSnapshot({ ts: TS, r: 1, k: 1, state }),
      ], 0)
      : framer.frame("change", [
        json.encodeChange({ ts: TS, diff: computeDiff({}, state) }),
      ], 0);
    const lines = [first];
    const begun = random.int(30);
    let at = first.length;
    for (let i = 0; i < 60; i++) {
      const next = nextChange(random, state);
      const number = /"\d+":/;
      if (next === undefined || !isPlain(next.after)) continue;
      const text = json.encodeSnapshot({ ts: TS, state: next.after });
      if (number.test(text)) continue;
      state = next.after;
      lines.push(next.line);
      if (i < begun) at += next.line.length;
    }
    const log = concat(...lines);
    const made = nextSnapshot(log, at, json);
    const decoded = nextSnapshot(log, at, new Decoding());
    assertEquals(
      new TextDecoder().decode(made),
      new TextDecoder().decode(decoded),
    );
    const back = json.decodeSnapshot(made.subarray(0, -1));
    assert(deepEqual(back.state, state));
  }));

function isPlain(value: unknown): boolean {
  return typeof value === "object" && value !== null &&
    Object.getPrototypeOf(value) === Object.prototype;
}

Deno.test("what is appended after the end of a log is not looked at before it is followed", () => {
  const json = new JsonSerializer();
  const lines = [{ a: 1 }, { b: 2 }].map((diff) =>
    json.createFramer().frame(
      "change",
      [json.encodeChange({ ts: TS, diff })],
      0,
    )
  );
  const log = concat(...lines);
  const read = (from: number, length: number) => log.slice(from, from + length);
  const snapshotter = new Snapshotter({ size: log.length, read }, json, 0);
  assertEquals(snapshotter.revision, 0);
  snapshotter.follow(log.length);
  assertEquals(snapshotter.revision, 2);
});
