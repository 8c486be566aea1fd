import { assert, assertEquals, assertThrows } from "@std/assert";
import { CorruptionError } from "../../src/errors.ts";
import { loadSerializer } from "../../src/log/formats.ts";
import { computeDiff } from "../../src/state/diff.ts";
import { deepEqual } from "../../src/state/equal.ts";
import { Snapshotter } from "../../src/snapshot/snapshotter.ts";
import type { Random } from "../support/random.ts";
import {
  cloned,
  mutated,
  objectOf,
  randomValue,
} from "../support/random_states.ts";
import { forSeeds } from "../support/seeds.ts";

const TS = "2026-06-10T02:55:00.000001Z";

/** A log in memory that grows. */
class GrowingLog {
  #bytes = new Uint8Array(0);
  get size(): number {
    return this.#bytes.length;
  }
  read(offset: number, length: number): Uint8Array {
    return this.#bytes.slice(offset, offset + length);
  }
  append(bytes: Uint8Array): void {
    this.#bytes = new Uint8Array([...this.#bytes, ...bytes]);
  }
}

for (const name of ["json", "msgpack"]) {
  const serializer = await loadSerializer(name);

  Deno.test(`${name}: a snapshot is the state after the last record before it`, () =>
    forSeeds(100, (random: Random) => {
      const log = new GrowingLog();
      const framer = serializer.createFramer();
      log.append(framer.createHeader());
      let state: unknown = {};
      let revision = 0;
      const commit = (after: unknown, m?: string) => {
        const diff = computeDiff(state, after);
        if (diff === undefined) return;
        const change = { ts: TS, v: 4, ...(m && { m }), diff };
        log.append(
          framer.frame("change", [serializer.encodeChange(change)], log.size),
        );
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
        for (const piece of snapshotter.record({ ts: TS }, 3)) {
          log.append(piece);
        }
        assertEquals(snapshotter.revision, revision);
        const found = framer.findSnapshot(log, log.size);
        assert(found !== undefined && found.end === log.size);
        const snapshot = serializer.decodeSnapshot(found.payload);
        const { state: held, ...head } = snapshot;
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
    damaged[damaged.length / 2 | 0] ^= 4;
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
