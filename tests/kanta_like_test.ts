/**
 * The type of what takes a database, and what may stand in for one.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { Kanta, type KantaLike } from "../mod.ts";
import { TempFolder } from "./support/temp.ts";

interface Data {
  visits: number;
}

function visit(db: Pick<KantaLike<Data>, "data" | "transaction">): number {
  db.transaction("visit", (data) => {
    data.visits++;
  });
  return db.data.visits;
}

/** A stand-in without a file. */
class Fake implements Pick<KantaLike<Data>, "data" | "transaction"> {
  readonly data: Data = { visits: 0 };
  transaction(...parts: unknown[]): never {
    const run = parts.at(-1) as (data: Data) => unknown;
    return run(this.data) as never;
  }
}

Deno.test("a database and a stand-in can be given alike", async () => {
  using temp = new TempFolder();
  await using db = await Kanta.open<Data>(temp.file(), { visits: 4 });
  const whole: KantaLike<Data> = db;
  assertEquals(visit(whole), 5);
  assertEquals(visit(new Fake()), 1);
});

Deno.test("a copy of the data, or of a part of it, may be changed and given back", async () => {
  using temp = new TempFolder();
  class Money {
    readonly #cents: number;
    constructor(cents: number) {
      this.#cents = cents;
    }
    get cents(): number {
      return this.#cents;
    }
  }
  const money = {
    tag: "money",
    class: Money,
    encode: ({ cents }: Money) => cents,
    decode: (data: unknown) => new Money(Number(data)),
  };
  interface Shop {
    pair: [number, string[]];
    price: Money;
    at: Temporal.Instant;
  }
  const at = Temporal.Instant.from("2026-06-10T02:55:00Z");
  await using db = await Kanta.open<Shop>(temp.file(), {
    pair: [1, ["a"]],
    price: new Money(5),
    at,
  }, { types: [money], guard: true });
  const copy = db.copy();
  copy.pair[1].push("b");
  copy.pair[0] = 2;
  assertEquals(db.data.pair, [1, ["a"]]);
  assertEquals([copy.price.cents, copy.at.equals(at)], [5, true]);
  db.transaction("restore", (data) => Object.assign(data, copy));
  assertEquals(db.data.pair, [2, ["a", "b"]]);
  const part: [number, string[]] = db.copy(db.data.pair);
  part[1].length = 0;
  assertEquals(db.data.pair, [2, ["a", "b"]]);
});
