import { assert, assertEquals } from "@std/assert";
import { ScalarChange } from "../../src/log/json_scalar_change.ts";
import { hashKey } from "../../src/snapshot/key_hash.ts";
import { Lookahead } from "../../src/snapshot/lookahead.ts";
import type { TextContent } from "../../src/snapshot/text_content.ts";
import { TextObject } from "../../src/snapshot/text_object.ts";
import { TextStore } from "../../src/snapshot/text_store.ts";
import { NO_TYPES } from "../../src/values/kinds.ts";
import { concat } from "../log/byte_source.ts";
import { forSeeds } from "../support/seeds.ts";
import { json, TS } from "./text_history.ts";

const ENCODER = new TextEncoder();
const framer = json.createFramer();

const line = (diff: object) =>
  framer.frame("change", [json.encodeChange({ ts: TS, diff })], 0);

/** A state in texts, of which large objects are held by their members. */
function contentOf(state: object): TextContent {
  const text = JSON.stringify(state);
  const store = new TextStore(ENCODER.encode(text));
  const parts = json.createParts();
  const demandRoom = () => {};
  const room = { store, parts, types: NO_TYPES, large: 50, demandRoom };
  return TextObject.readDeep(room, 0, text.length)!.content;
}

const users = Object.fromEntries(
  Array.from({ length: 100 }, (_, i) => [`u${i}`, { visits: i, name: "x" }]),
);

Deno.test("each change is read as it is read alone, and what is none is passed over", () => {
  const content = contentOf({ users, counts: users, a: 1 });
  forSeeds(100, (random) => {
    const lines = Array.from({ length: 1 + random.int(120) }, () => {
      const key = `u${random.int(130)}`;
      return random.pick([
        line({ users: { [key]: { visits: random.int(9999) } } }),
        line({ counts: { [key]: { visits: 1, name: "y" } } }),
        line({ a: random.int(9) }),
        line({ users: { [key]: { list: [1] } } }), // no scalar
        ENCODER.encode("// nothing\n"),
      ]);
    });
    const bytes = concat(...lines);
    const ahead = new Lookahead();
    ahead.begin(bytes);
    const alone = new ScalarChange();
    let at = 0;
    for (const { length } of lines) {
      const end = alone.read(bytes, at);
      // Not every line is asked for: who decodes goes on behind others.
      if (random.int(10) > 0) {
        const change = ahead.take(at, content);
        assertEquals(change !== undefined, end > 0);
        if (change !== undefined) {
          assertEquals(ahead.end, end);
          const { depth, count } = alone;
          assertEquals([change.depth, change.count], [depth, count]);
          assertEquals(
            change.way.slice(0, 2 * depth),
            alone.way.slice(0, 2 * depth),
          );
          assertEquals(
            change.fields.slice(0, 4 * count),
            alone.fields.slice(0, 4 * count),
          );
        }
      }
      at += length;
    }
  });
});

Deno.test("other lines are begun with, and nothing of those before is left", () => {
  const content = contentOf({ a: 1 });
  const ahead = new Lookahead();
  ahead.begin(concat(line({ a: 1 }), line({ a: 2 })));
  assertEquals(ahead.take(0, content)?.count, 1);
  const second = line({ b: 1, c: 2 });
  ahead.begin(second);
  assertEquals(ahead.take(0, content)?.count, 2);
  assertEquals(ahead.end, second.length);
});

/** Notes which members of an object are looked at, in order. */
function noted(content: TextContent): string[] {
  const { members } = content;
  const notes: string[] = [];
  const guess = members.guess.bind(members);
  members.guess = (hash) => {
    notes.push("guess");
    return guess(hash);
  };
  const peek = members.peek.bind(members);
  members.peek = (number) => {
    notes.push("peek");
    peek(number);
  };
  return notes;
}

Deno.test("the members of many changes are looked at side by side, before the first is made", () => {
  const content = contentOf({ users, other: users });
  const [inner, other] = ["users", "other"].map((key) =>
    content.held.get(content.find(key))!.content!
  );
  const [notes, others] = [noted(inner), noted(other)];
  const lines = [7, 3, 99].map((i) =>
    line({ users: { [`u${i}`]: { visits: 1 } } })
  );
  lines.push(
    line({ other: { u1: { visits: 1 } } }),
    line({ other: { visits: 1 } }),
  );
  const ahead = new Lookahead();
  ahead.begin(concat(...lines));
  assert(ahead.take(0, content) !== undefined);
  const steps = ["guess", "peek"];
  assertEquals(notes, steps.flatMap((step) => [step, step, step]));
  // What goes elsewhere is not looked for there.
  assertEquals(others, []);
  const size = notes.length;
  assert(ahead.take(lines[0].length, content) !== undefined);
  assertEquals(notes.length, size);
});

Deno.test("a guess is right where no other key stands in the way", () => {
  const { members } = contentOf(users);
  let right = 0;
  for (let i = 0; i < 100; i++) {
    const key = ENCODER.encode(`"u${i}"`);
    const number = members.find(key, 0, key.length);
    if (members.guess(hashKey(key, 0, key.length)) === number) right++;
  }
  assert(right > 50, `${right} of 100`);
});
