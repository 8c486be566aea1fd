/**
 * Moments are kept as they are, up to both ends of what there is.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { Kanta } from "@kanta/core";
import { TempFolder } from "../support/temp.ts";

/** The first and the last moment that `Date` and `Temporal` have, in nanoseconds. */
const END = 8_640_000_000_000_000_000_000n;

for (const serializer of ["json", "msgpack"] as const) {
  Deno.test(`moments at both ends, and next to them, are read again from ${serializer}`, async () => {
    using folder = new TempFolder();
    const path = folder.file();
    const moments = [
      END,
      END - 1n,
      END - 999_999_999n,
      END - 1_000_000_000n,
      1n,
    ]
      .flatMap((moment) => [moment, -moment])
      .map((moment) => Temporal.Instant.fromEpochNanoseconds(moment));
    const dates = [8.64e15, 8.64e15 - 1, 1].flatMap((ms) => [
      new Date(ms),
      new Date(-ms),
    ]);
    interface Data {
      moments: Temporal.Instant[];
      dates: Date[];
      ends: Map<Temporal.Instant, string>;
    }
    const empty = (): Data => ({ moments: [], dates: [], ends: new Map() });
    const db = await Kanta.open<Data>(path, empty(), { serializer });
    for (const moment of moments) {
      db.transaction("add", (data) => void data.moments.push(moment));
    }
    db.transaction("add", (data) => {
      data.dates = dates;
      data.ends.set(moments[0]!, "last").set(moments[1]!, "first");
    });
    await db.close();
    for (const snapshot of [false, true]) {
      await using again = await Kanta.open<Data>(path, empty(), { serializer });
      const { data } = again;
      assertEquals(data.moments.map(String), moments.map(String));
      assertEquals(data.dates.map(Number), dates.map(Number));
      assertEquals([...data.ends.keys()].map(String), [
        String(moments[0]),
        String(moments[1]),
      ]);
      if (!snapshot) await again.snapshot();
    }
    assertEquals((await Kanta.verify(path)).problems, []);
  });
}
