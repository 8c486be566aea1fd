/**
 * Classes that extend a serializer of ours.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { JsonSerializer as Json } from "../../src/format/json/serializer.ts";
import { dropOutrun } from "../../src/log/overridden.ts";
import { JsonSerializer, Kanta } from "../../mod.ts";
import type { ChangeRecord, Snapshot } from "../../src/record.ts";
import { TempFolder } from "../support/temp.ts";

class Base {
  slow(): number {
    return 1;
  }
  fast(): number {
    return 1;
  }
}

Deno.test("a fast path goes where its method is overridden, and stays where both are", () => {
  const outrun = [["slow", "fast"]] as const;
  class Slow extends Base {
    override slow(): number {
      return 2;
    }
  }
  class Both extends Slow {
    override fast(): number {
      return 2;
    }
  }
  for (const [made, kept] of [[new Base(), 1], [new Both(), 2]] as const) {
    dropOutrun(made, Base.prototype, outrun);
    assertEquals(made.fast(), kept);
  }
  const slow = new Slow();
  dropOutrun<Base>(slow, Base.prototype, outrun);
  assertEquals([slow.slow(), slow.fast], [2, undefined]);
});

Deno.test("a class that extends JsonSerializer is asked for what it does otherwise", async () => {
  class Stamped extends JsonSerializer {
    override encodeChange(record: ChangeRecord): string {
      return super.encodeChange({ ...record, u: "stamped" });
    }
    override decodeSnapshot(payload: Uint8Array): Snapshot {
      const snapshot = super.decodeSnapshot(payload);
      return { ...snapshot, state: { n: -1 } };
    }
  }
  const ours = new Json();
  assertEquals(typeof ours.encodeText, "function");
  using temp = new TempFolder();
  const path = temp.file();
  const serializer = new Stamped();
  {
    await using db = await Kanta.open(path, { n: 1 }, { serializer });
    db.transaction("set", (data) => {
      data.n = 2;
    });
    await db.snapshot();
  }
  const users = Deno.readTextFileSync(path).split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line).u);
  assertEquals(users, ["stamped", "stamped"]);
  await using db = await Kanta.open(path, { n: 0 }, { serializer });
  assertEquals(db.data.n, -1);
});
