import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { netChange } from "../../../src/transaction/net_change.ts";
import { computeDiff } from "../../../src/diff/diff.ts";
import { KeyOrders } from "../../../src/transaction/draft/key_orders.ts";
import { Recorder } from "../../../src/transaction/recorder.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";
import type { Random } from "../../support/random.ts";
import { forSeeds } from "../../support/seeds.ts";

const range = (size: number) => Array.from({ length: size }, (_, i) => `k${i}`);
const unasked = (): string[] => {
  throw new Error("listed again");
};

Deno.test("the keys of a large container are listed once", () => {
  const orders = new KeyOrders();
  const at = {};
  assertEquals(orders.of(at, () => range(100)), range(100));
  assertEquals(orders.of(at, unasked), range(100));
});

Deno.test("those of a small one are listed each time", () => {
  const orders = new KeyOrders();
  const at = {};
  orders.of(at, () => ["a"]);
  assertEquals(orders.of(at, () => ["a", "b"]), ["a", "b"]);
});

Deno.test("how many there are is known, whatever went and came", () => {
  const orders = new KeyOrders();
  const at = {};
  assertEquals(orders.count(at, () => range(100)), 100);
  orders.commit(at, new Set(["k3", "new"]), 11); // ten went, one moved
  assertEquals(orders.count(at, unasked), 91);
  assertEquals(orders.count({}, () => ["a"]), 1);
});

Deno.test("what a commit put last stands last", () => {
  const orders = new KeyOrders();
  const at = {};
  orders.commit(at, new Set(["unknown"]), 1);
  orders.of(at, () => range(100));
  orders.commit(at, new Set(["k3", "new"]), 2);
  assertEquals(orders.of(at, unasked).slice(99), ["k99", "k3", "new"]);
});

Deno.test("once most of what is remembered is stale it is forgotten", () => {
  const orders = new KeyOrders();
  const at = {};
  orders.of(at, () => range(100));
  orders.commit(at, new Set(), 50);
  orders.of(at, unasked);
  orders.commit(at, new Set(), 1);
  assertEquals(orders.of(at, () => range(49)), range(49));
});

interface Data {
  o: Record<string, number>;
  m: Map<string, number>;
  s: Set<string>;
}

/** Transactions that delete, add and move keys; many of them are taken back. */
function orderIsKept(random: Random, orders: KeyOrders): void {
  const size = random.pick([10, 70, 300]);
  const live: Data = { o: {}, m: new Map(), s: new Set() };
  for (const key of range(size)) {
    live.o[key] = 0;
    live.m.set(key, 0);
    live.s.add(key);
  }
  const shown = ({ o, m, s }: Data) =>
    [Object.entries(o), [...m], [...s]].map(String);
  const kept = { ...live };
  for (let turn = 1; turn < 12; turn++) {
    const before = shown(live);
    const model = structuredClone(live);
    const recorder = new Recorder(live, NO_TYPES, orders);
    const draft = recorder.root.proxy as unknown as Data;
    for (let edits = random.int(12); edits >= 0; edits--) {
      const key = `k${random.int(size + 20)}`;
      const goes = random.chance(0.5);
      for (const { o, m, s } of [model, draft]) {
        if (goes) {
          delete o[key];
          m.delete(key);
          s.delete(key);
        } else {
          o[key] = turn;
          m.set(key, turn);
          s.add(key);
        }
      }
    }
    const change = random.chance(0.5) &&
      netChange(recorder) !== undefined;
    if (change && random.chance(0.5)) recorder.preview();
    if (change && random.chance(0.5)) {
      recorder.settle(false);
      recorder.end();
      assertEquals(shown(live), shown(model));
    } else {
      recorder.rollback();
      assertEquals(shown(live), before);
    }
    assertStrictEquals(live.m, kept.m);
  }
}

Deno.test("whatever went and came, a rollback brings the order back", () =>
  forSeeds(40, (random) => orderIsKept(random, new KeyOrders())));

/**
 * Transactions that delete some or all of the keys of an object and add others.
 * Some are taken back.
 */
function replacedWhenNoneIsLeft(random: Random, orders: KeyOrders): void {
  const name = random.chance(0.3)
    ? (i: number) => `${i}` // an engine keeps these in an order of its own
    : (i: number) => `k${i}`;
  const live: { keys: Record<string, number> } = { keys: {} };
  const size = random.pick([3, 70, 150]);
  for (let i = 0; i < size; i++) live.keys[name(i)] = 0;
  for (let turn = 1; turn < 9; turn++) {
    const before = { keys: { ...live.keys } };
    const recorder = new Recorder(live, NO_TYPES, orders);
    const draft = recorder.root.proxy as typeof live;
    const share = random.pick([0.1, 0.9, 1, 1]);
    for (const key of Object.keys(before.keys)) {
      if (random.chance(share)) delete draft.keys[key];
    }
    for (let i = random.int(3) * random.int(size); i > 0; i--) {
      draft.keys[random.pick([name(i), `new${i}`])] = turn;
    }
    const change = netChange(recorder, random.chance(0.5));
    if (random.chance(0.3)) recorder.rollback();
    else {
      recorder.settle(false);
      recorder.end();
      assertEquals(change?.diff, computeDiff(before, live));
    }
  }
}

Deno.test("whatever went and came, an object is replaced when no key is left", () =>
  forSeeds(60, (random) => replacedWhenNoneIsLeft(random, new KeyOrders())));

/** Never hears of what was committed. */
class Deaf extends KeyOrders {
  override commit(): void {}
}

Deno.test("one that is not told of commits brings another order back", () => {
  let failures = 0;
  forSeeds(20, (random) => {
    try {
      orderIsKept(random, new Deaf());
    } catch {
      failures++;
    }
  });
  assert(failures > 0);
});

Deno.test("one that is not told of commits takes keys that went for some that are left", () => {
  let failures = 0;
  forSeeds(30, (random) => {
    try {
      replacedWhenNoneIsLeft(random, new Deaf());
    } catch {
      failures++;
    }
  });
  assert(failures > 0);
});

/** How often the keys of an object are listed meanwhile. */
function listings(run: () => void): number {
  const { keys } = Object;
  let count = 0;
  Object.keys = (value: object) => {
    count++;
    return keys(value);
  };
  try {
    run();
  } finally {
    Object.keys = keys;
  }
  return count;
}

Deno.test("to delete many keys, one after the other, lists them once", () => {
  for (const name of [(i: number) => `k${i}`, (i: number) => `${i}`]) {
    const state = {
      keys: Object.fromEntries(
        Array.from({ length: 3000 }, (_, i) => [name(i), i]),
      ),
    };
    const orders = new KeyOrders();
    const diffs: (string | undefined)[] = [];
    const listed = listings(() => {
      for (let turn = 0; turn < 100; turn++) {
        const recorder = new Recorder(state, NO_TYPES, orders);
        const draft = recorder.root.proxy as typeof state;
        delete draft.keys[name(7 * turn)];
        diffs.push(netChange(recorder, true)?.text);
        recorder.settle(false);
        recorder.end();
      }
    });
    assertEquals(listed, 1);
    assertEquals(diffs.length, 100);
    assertEquals(diffs[3], `{"keys":{"$delete":["${name(21)}"]}}`);
  }
});
