/**
 * The note of a transaction: a reason that stands in its record.
 *
 * @module
 */
import { assertEquals, assertThrows } from "@std/assert";
import { DataIntegrityError, Kanta } from "../../mod.ts";
import { MemoryDatabase } from "../support/memory_database.ts";

interface Data {
  n: number;
  when?: Date;
}

for (const serializer of ["json", "msgpack"] as const) {
  Deno.test(`a note stands in the record and in the history (${serializer})`, async () => {
    await using db = await Kanta.memory<Data>({ n: 0 }, { serializer });
    const options = { user: "bob", note: "asked for\nby mail" };
    // One that is written as text, one with a value that JSON does not have.
    db.transaction("plain", options, (data) => void data.n++);
    db.transaction("bare", (data) => void data.n++);
    db.transaction("rich", options, (data) => void (data.when = new Date(0)));
    const seen = await Array.fromAsync(db.history());
    assertEquals(
      seen.map((
        { action, user, note, undone },
      ) => [action, user, note, undone]),
      [
        ["bootstrap", undefined, undefined, undefined],
        ["plain", "bob", options.note, undefined],
        ["bare", undefined, undefined, undefined],
        ["rich", "bob", options.note, undefined],
      ],
    );
    await db.verify();
  });
}

Deno.test("a note is a field of the line, before the checksum", async () => {
  const disk = new MemoryDatabase();
  await using db = await disk.open<Data>({ n: 0 });
  db.transaction("a", { note: "why", mtime: false }, (data) => void data.n++);
  await db.flush();
  const last = disk.text.trimEnd().split("\n").at(-1) ?? "";
  const [, rest] = last.split('"a":"a",');
  assertEquals(
    rest?.replace(/"c":"\w{8}"/, '"c":""').replace(/"d":\d+,/, ""),
    '"n":"why","diff":{"n":1},"c":""}',
  );
});

Deno.test("a note that is no text is refused, and so is half a character", async () => {
  await using db = await Kanta.memory<Data>({ n: 0 });
  for (const note of [5, null, "\ud800"]) {
    assertThrows(
      // @ts-expect-error a string is wanted
      () => db.transaction("a", { note }, (data) => void data.n++),
      DataIntegrityError,
      "for the note of a transaction",
    );
  }
  assertEquals(db.data, { n: 0 });
  db.transaction("a", (data) => void data.n++);
  assertEquals(db.rev, 2);
});
