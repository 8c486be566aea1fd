import { assertEquals } from "@std/assert";
import { LogSource } from "../../../src/viewer/log_source.ts";
import type { ShownChange, Spans } from "../../../src/viewer/wire.ts";
import { JSON_LINES, LogBuilder } from "../../maintenance/log_builder.ts";

/** The parts of a text. */
function parts(text: string, spans: Spans = []): string[] {
  return spans.map(([from, to]) => text.slice(from, to));
}

/** What is lit in a change: in its place, its values, its leaves. */
function litIn({ at, lit, old, new: now, leaves }: ShownChange): string[] {
  return [
    ...parts(at, lit),
    ...parts(old?.text ?? "", old?.lit),
    ...parts(now?.text ?? "", now?.lit),
    ...leaves?.flatMap(({ value }) => parts(value.text, value.lit)) ?? [],
  ];
}

Deno.test("the parts that a search means are told, and no others", async () => {
  const { bytes } = new LogBuilder(JSON_LINES)
    .change({ users: {}, visits: 1 })
    .change(
      { users: { bob: { name: "Bob Paid", token: "paid" } }, visits: 12 },
      { a: "pay", u: "paid-bob" },
    );
  using source = new LogSource(() => bytes);
  const lit = async (q: string) => {
    const { rows } = await source.records({ from: 0, count: 1, lit: q });
    const record = await source.record({ rev: 2, lit: q });
    assertEquals(record.lit, rows[0]?.lit);
    return [
      ...parts(record.action, record.lit?.action),
      ...parts(record.user ?? "", record.lit?.user),
      ...record.changes.flatMap(litIn),
    ];
  };
  // The word in the user and in a value; not in what is masked.
  assertEquals(await lit("paid"), ["paid", "Paid", "Paid"]);
  assertEquals(await lit("user:paid-bob"), ["paid-bob"]);
  assertEquals(await lit("user:bob"), [], "it is the whole user");
  assertEquals(await lit("action:p*"), ["pay"]);
  assertEquals(await lit("visits"), ["visits"]);
  assertEquals(await lit("path:users.*"), ["users.bob"]);
  assertEquals(await lit("visits=12"), ["visits", "12"]);
  assertEquals(await lit("visits=1"), [], "12 is not 1, which was before");
  assertEquals(await lit("users.*.name=bob"), ["Bob"]);
  assertEquals(await lit("visits>11"), ["visits", "12"]);
});
