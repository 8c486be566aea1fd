import { assertEquals } from "@std/assert";
import { formatDiff } from "../../src/changelog/format_diff.ts";
import { LogEvent } from "../../src/changelog/log_event.ts";
import { Tagged } from "../../src/values/kinds.ts";
import { Random } from "../support/random.ts";

Deno.test("a whole change, as it stands in the log", () => {
  const previous = {
    users: { bob: { name: "Bob", tags: ["a"], seen: null }, "e@x.fi": {} },
    visits: 7,
    todos: [{ title: "Milk", done: false }],
    roles: new Set(["admin"]),
  };
  const current = {
    users: {
      bob: { name: "Bobby", tags: ["a", "b"], seen: true },
      alice: { name: "Alice", admin: true, tags: ["x", "y"] },
    },
    visits: 8,
    todos: [{ title: "Milk", done: true }, { title: "Bread", done: false }],
    roles: new Set(["admin", "editor"]),
  };
  const diff = {
    users: {
      $delete: ["e@x.fi"],
      bob: { name: "Bobby", tags: { $insert: [[1, "b"]] }, seen: true },
      alice: { name: "Alice", admin: true, tags: ["x", "y"] },
    },
    visits: 8,
    todos: {
      $insert: [[1, { title: "Bread", done: false }]],
      "0": { done: true },
    },
    roles: { $add: ["editor"] },
  };
  assertEquals(formatDiff(diff, { previous, current }), [
    'users["e@x.fi"] ✗',
    "users.bob.name = Bobby",
    "users.bob.tags = [a, b]",
    "users.bob.seen = true",
    "users.alice",
    "  name:       Alice",
    "  admin:      true",
    "  tags:       [x, y]",
    "visits = 8",
    "todos[1]",
    "  title:      Bread",
    "  done:       false",
    "todos[0].done = true",
    "roles + editor",
  ]);
});

Deno.test("a null that gets a value is not shown as added", () => {
  const diff = { seen: 5, born: 6 };
  const options = { previous: { seen: null }, color: true };
  assertEquals(formatDiff(diff, options), [
    "seen\x1b[2m = \x1b[0m5",
    "\x1b[32mborn\x1b[0;2m = \x1b[0m6",
  ]);
});

Deno.test("no diff, no lines", () => {
  assertEquals(formatDiff(undefined), []);
  assertEquals(formatDiff({}), []);
});

Deno.test("secrets can be hidden, identifiers shown by name", () => {
  const formatters = [
    { path: "users.*.password", format: () => "••••" },
    { path: "users.*", part: "key" as const, format: () => "Alice" },
  ];
  const diff = { users: { u1: { password: "hunter2", age: 5 } } };
  assertEquals(formatDiff(diff, { formatters }), [
    "users.Alice.password = ••••",
    "users.Alice.age = 5",
  ]);
  assertEquals(formatDiff(diff, { formatters, previous: {} }), [
    "users",
    "  Alice:      {password: ••••, age: 5}",
  ]);
});

/** Text that tries to do something to a terminal. */
const HOSTILE = [
  "\x1b[2J",
  "\x1b]0;title\x07",
  "\x9b31m",
  "\x7f",
  "\r\n",
  "\0",
  "\u202egnp",
  "\u2066x\u2069",
  "\u200f",
  "\u2028",
  "\u061c",
  "\ud800",
  "\udfff",
  "\u{e0041}",
  "\u200b",
  "$delete",
  "$replace",
  "$insert",
  "$add",
  "$$x",
  "__proto__",
  "a",
  "0",
  "7",
  "日本",
  "😀",
  "",
];

/** Whether the code point must not reach a terminal. */
function isDangerous(code: number): boolean {
  return code < 0x20 || (code >= 0x7f && code <= 0x9f) || code === 0x61c ||
    (code >= 0x200b && code <= 0x200f && code !== 0x200c && code !== 0x200d) ||
    (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) ||
    (code >= 0xd800 && code <= 0xdfff) || (code >= 0xe0000 && code <= 0xe007f);
}

/** Checks the very bytes of a line, but for its colours. */
function checkLine(line: string, seed: number): void {
  // deno-lint-ignore no-control-regex -- the colours are what it takes off
  const rest = line.replace(/\x1b\[[0-9;]*m/g, "");
  if (!rest.isWellFormed()) throw new Error(`Lone surrogate, seed ${seed}`);
  for (const char of new TextDecoder().decode(new TextEncoder().encode(rest))) {
    const code = char.codePointAt(0)!;
    if (isDangerous(code)) {
      throw new Error(`U+${code.toString(16)} in ${rest}, seed ${seed}`);
    }
  }
  const last = line.slice(line.lastIndexOf("\x1b"));
  if (line !== rest && !last.startsWith("\x1b[0m")) {
    throw new Error(`A colour runs on, seed ${seed}`);
  }
}

function text(random: Random): string {
  const parts = random.int(3) + 1;
  return Array.from({ length: parts }, () => random.pick(HOSTILE)).join("");
}

function anything(random: Random, depth: number): unknown {
  const more = () => anything(random, depth - 1);
  const several = <T>(make: () => T): T[] =>
    Array.from({ length: random.int(4) }, make);
  switch (random.int(depth > 0 ? 14 : 7)) {
    case 0:
      return text(random);
    case 1:
      return random.pick([null, true, -0, NaN, 5, 5n, undefined]);
    case 2:
      return new Date(random.pick([0, NaN, 8.64e15]));
    case 3:
      return new Uint8Array(random.int(20));
    case 4:
      return new URL(`x:${encodeURIComponent("a")}`);
    case 5:
      return { toString: () => text(random), [Symbol.toStringTag]: "x" };
    case 6:
      return text(random);
    case 7:
      return several(more);
    case 8:
      return new Map(several(() => [text(random), more()]));
    case 9:
      return new Set(several(more));
    case 10:
      return new Tagged(text(random), more());
    case 11:
      return new (class extends Error {
        override toString() {
          return text(random);
        }
      })();
    default:
      return Object.fromEntries(several(() => [text(random), more()]));
  }
}

Deno.test("nothing in random data gets through to the terminal", () => {
  for (let seed = 1; seed <= 4000; seed++) {
    const random = new Random(seed);
    const kinds = ["change", "aborted", "migrated", "opened"] as const;
    const some = () => random.chance(0.7) ? anything(random, 4) : undefined;
    const event = new LogEvent({
      kind: random.pick(kinds),
      action: text(random),
      user: text(random),
      extra: text(random),
      filename: text(random),
      error: some(),
      diff: some(),
      previous: some(),
      current: some(),
      migrations: [{ name: text(random), description: text(random) }],
      formatters: [{
        format: () => random.chance(0.1) ? text(random) : undefined,
      }],
    });
    for (const line of event.lines()) {
      checkLine(line.toString(), seed);
      checkLine(line.toString(true), seed);
    }
  }
});
