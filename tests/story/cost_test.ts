/**
 * What a transaction costs follows what it changes, not how much there is.
 *
 * Nothing is timed: the large containers count how often anybody looks at all of
 * them, from the first statement to the encoded record.
 *
 * @module
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { RecordClock } from "../../src/database/record_clock.ts";
import { LiveState } from "../../src/database/live_state.ts";
import { JsonSerializer } from "../../src/format/json/serializer.ts";
import { Copier } from "../../src/values/copy.ts";
import { computeDiff } from "../../src/diff/diff.ts";
import { NO_TYPES } from "../../src/values/kinds.ts";
import { counted, Looks } from "../support/counted.ts";

const SIZE = 20_000;

interface User {
  name: string;
  visits: number;
  tags: string[];
}

interface Data {
  users: Record<string, User>;
  list: { id: number }[];
  map: Map<string, { n: number }>;
  set: Set<number>;
}

const user = (i: number): User => ({ name: `user ${i}`, visits: 0, tags: [] });
const range = Array.from({ length: SIZE }, (_, i) => i);

/** A ledger over containers of 20,000 that count. */
class Large {
  readonly looks = new Looks();
  readonly root: Data = {
    users: this.#counted(
      Object.fromEntries(range.map((i) => [`u${i}`, user(i)])),
    ),
    list: this.#counted(range.map((id) => ({ id }))),
    map: this.#counted(new Map(range.map((n) => [`k${n}`, { n }]))),
    set: this.#counted(new Set(range)),
  };
  bytes = 0;
  validate: () => void = () => {};
  readonly #ledger = new LiveState<Data>(
    {
      root: this.root,
      types: NO_TYPES,
      clock: new RecordClock(),
      validators: [() => this.validate()],
      path: "large",
    },
    { version: 0, rev: 0, mtime: undefined },
    new JsonSerializer(),
  );

  constructor() {
    this.#ledger.connect({ post: (payload) => this.bytes = payload.length });
  }

  #counted<T extends object>(value: T): T {
    return counted(value, this.looks);
  }

  commit(edit: (data: Data) => void): void {
    const recorder = this.#ledger.record();
    try {
      edit(recorder.root.proxy as unknown as Data);
    } catch (error) {
      recorder.rollback();
      throw error;
    }
    this.#ledger.commit(recorder, "edit", {});
  }

  /** How often all of something was looked at meanwhile. */
  listings(run: () => void): number {
    const before = this.looks.listings;
    run();
    return this.looks.listings - before;
  }

  /** How many places were looked at meanwhile. */
  places(run: () => void): number {
    const before = this.looks.places;
    run();
    return this.looks.places - before;
  }
}

const large = new Large();
const some = (round: number) => round * 997 % (SIZE / 2);

/** Edits of a few places each; `round` makes each one another. */
const EDITS: Record<string, (data: Data, round: number) => unknown> = {
  "one field": ({ users }, i) => users[`u${some(i)}`]!.visits++,
  "a list within": ({ users }, i) => users[`u${some(i)}`]!.tags.push("x"),
  "a new key": ({ users }, i) => users[`new${i}`] = user(i),
  "a key that goes": ({ users }, i) => delete users[`u${SIZE - 1 - i}`],
  "a key that moves": ({ users }, i) => {
    const key = `u${some(i)}`;
    const { [key]: moved } = users;
    delete users[key];
    users[key] = moved!;
  },
  "a value in place of another": ({ users }, i) => {
    users[`u${some(i)}`] = user(-i);
  },
  "an item": ({ list }, i) => list[some(i)]!.id = -i,
  "a push": ({ list }, i) => list.push({ id: i }),
  "a push and a pop": ({ list }, i) => {
    list.push({ id: i }, { id: i });
    list.pop();
  },
  "an item in place of another": ({ list }, i) => list[some(i)] = { id: -i },
  "a Map's value": ({ map }, i) =>
    (map.get(`k${some(i)}`) as { n: number }).n = -i,
  "a Map's entry": ({ map }, i) => map.set(`new${i}`, { n: i }),
  "a Map's key that goes": ({ map }, i) => map.delete(`k${SIZE - 1 - i}`),
  "a Set's member": ({ set }, i) => set.add(SIZE + i),
  "a Set's member that goes": ({ set }, i) => set.delete(i),
  "reading": ({ users, list, map, set }, i) => {
    users[`u${some(i)}`]!.name;
    list.at(-1)?.id;
    list.length;
    map.has("k5") && set.has(5) && "u5" in users;
  },
};

for (const [name, edit] of Object.entries(EDITS)) {
  Deno.test(`of 20,000 the others are left alone: ${name}`, () => {
    // To take a key away may list the keys once, ever, to know how many there are.
    large.commit((data) => edit(data, 0));
    const places = large.places(() => {
      const listings = large.listings(() => {
        for (let i = 1; i <= 20; i++) large.commit((data) => edit(data, i));
      });
      assertEquals(listings, 0);
    });
    assert(places < 20 * 20, `${places} places were looked at`);
    assert(large.bytes < 300, `the record has ${large.bytes} characters`);
  });

  Deno.test(`rolled back, they are left alone, too: ${name}`, () => {
    large.commit((data) => edit(data, 30));
    const listings = large.listings(() => {
      for (let i = 31; i <= 40; i++) {
        assertThrows(() =>
          large.commit((data) => {
            edit(data, i);
            throw new Error("enough");
          })
        );
      }
    });
    assertEquals(listings, 0);
  });
}

Deno.test("many edits in one transaction cost what each of them does", () => {
  const listings = large.listings(() => {
    large.commit((data) => {
      for (const [name, edit] of Object.entries(EDITS)) {
        if (name.includes("goes")) continue;
        for (let i = 50; i < 60; i++) edit(data, i);
      }
    });
  });
  assertEquals(listings, 0);
});

Deno.test("what a validator refuses is put back at no greater cost", () => {
  large.validate = () => {
    throw new RangeError("refused");
  };
  for (const [name, edit] of Object.entries(EDITS)) {
    const listings = large.listings(() => {
      for (let i = 71; i <= 75; i++) {
        if (name === "reading") continue;
        assertThrows(() => large.commit((data) => edit(data, i)), RangeError);
      }
    });
    assertEquals(listings, 0, name);
  }
  large.validate = () => {};
});

// The net is cut: each of these looks at everything, and is seen to.

Deno.test("whoever looks at everything is seen", () => {
  const { root } = large;
  const looking: Record<string, () => unknown> = {
    "Object.keys": () => Object.keys(root.users),
    spread: () => ({ ...root.users }),
    "for in": () => {
      for (const _ in root.users) break;
    },
    JSON: () => JSON.stringify({ users: root.users }),
    copy: () => new Copier(NO_TYPES).copyOf(root.users),
    diff: () => computeDiff({ ...root.users }, root.users),
    Map: () => new Map(root.map),
    "Map.forEach": () => root.map.forEach(() => {}),
    Set: () => [...root.set],
    draft: () => large.commit(({ users }) => void Object.keys(users)),
    "draft of a Map": () => large.commit(({ map }) => void [...map]),
    clear: () =>
      assertThrows(() =>
        large.commit(({ set }) => {
          set.clear();
          throw new Error("enough");
        })
      ),
  };
  for (const [name, look] of Object.entries(looking)) {
    assert(large.listings(look) > 0, name);
  }
  assert(large.places(() => root.list.map(({ id }) => id)) >= SIZE);
  assert(
    large.places(() =>
      large.commit(({ list }) => void list.includes({ id: 1 }))
    ) >= SIZE,
  );
});
