import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { KeyCounts, netChange } from "../../../src/transaction/net_change.ts";
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
    const counts = new KeyCounts();
    const change = random.chance(0.5) &&
      netChange(recorder, counts) !== undefined;
    if (change && random.chance(0.5)) recorder.preview(counts);
    if (change && random.chance(0.5)) {
      recorder.settle(false, counts);
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
  forSeeds(200, (random) => orderIsKept(random, new KeyOrders())));

/** Never hears of what was committed. */
class Deaf extends KeyOrders {
  override commit(): void {}
}

Deno.test("one that is not told of commits brings another order back", () => {
  let failures = 0;
  forSeeds(50, (random) => {
    try {
      orderIsKept(random, new Deaf());
    } catch {
      failures++;
    }
  });
  assert(failures > 0);
});
