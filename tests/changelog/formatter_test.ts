import { assertEquals } from "@std/assert";
import {
  type Formatter,
  FormatterChain,
} from "../../src/changelog/formatter.ts";
import { onFormatterError } from "../../src/changelog/formatter_errors.ts";

/** What each of the three parts at `users.u1` is shown as. */
function shown(formatter: Formatter): (string | undefined)[] {
  const chain = new FormatterChain([formatter]);
  return [
    chain.text("value", "u1", ["users", "u1"]),
    chain.text("key", "u1", ["users", "u1"]),
    chain.user("u1"),
  ];
}

const format = (value: unknown) => value === "u1" ? "Alice" : undefined;

Deno.test("without a path a formatter is asked about everything", () => {
  assertEquals(shown({ format }), ["Alice", "Alice", "Alice"]);
  assertEquals(shown({ format, part: "key" }), [undefined, "Alice", "u1"]);
});

Deno.test("with a path it is asked about the values there", () => {
  const path = "users.*";
  assertEquals(shown({ path, format }), ["Alice", undefined, "u1"]);
  assertEquals(shown({ path, part: "key", format }), [
    undefined,
    "Alice",
    "u1",
  ]);
  assertEquals(shown({ path: "other", format }), [undefined, undefined, "u1"]);
});

Deno.test("$user is the user and nothing else", () => {
  const formatter = { path: "$user", format };
  assertEquals(shown(formatter), [undefined, undefined, "Alice"]);
  const chain = new FormatterChain([{ path: "$user", format: () => "x" }]);
  assertEquals(chain.text("value", 1, ["$user"]), undefined);
});

Deno.test("the first that knows an answer gives it", () => {
  const chain = new FormatterChain([
    { format: () => undefined },
    { format: (value) => `<${value}>` },
    { format: () => "never" },
  ]);
  assertEquals(chain.text("value", 5, ["a"]), "<5>");
});

Deno.test("a formatter sees value, path and both states", () => {
  const seen: unknown[] = [];
  const states = { previous: { a: 1 }, current: { a: 2 }, instance: "db" };
  const chain = new FormatterChain([{
    format: (...given) => void seen.push(given),
  }], states);
  chain.text("value", 2, ["a"]);
  assertEquals(seen, [[2, ["a"], { ...states, part: "value" }]]);
});

Deno.test("one that throws or answers with no text is passed over", async () => {
  const heard: string[] = [];
  onFormatterError((_, error) => heard.push(String(error)));
  try {
    const odd: Formatter = {
      // @ts-expect-error a program without types may do this
      format: () => Promise.reject(new Error("late")),
    };
    const chain = new FormatterChain([
      {
        format: () => {
          throw new Error("early");
        },
      },
      odd,
      // @ts-expect-error and this
      { format: () => 5 },
      { format: () => "text" },
    ]);
    assertEquals(chain.text("value", 1, []), "text");
    assertEquals(chain.text("value", 2, []), "text");
    await new Promise((resolve) => setTimeout(resolve));
  } finally {
    onFormatterError(undefined);
  }
  assertEquals(heard, [
    "Error: early",
    "TypeError: A formatter can't be asynchronous",
  ]);
});
