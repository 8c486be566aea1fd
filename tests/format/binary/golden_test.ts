import { assert, assertEquals } from "@std/assert";
import { parseRich } from "../../../src/format/json/record/values.ts";
import { MsgPackSerializer } from "../../../src/format/binary/serializer.ts";
import { codec } from "../../../src/format/binary/mod.ts";
import { applyDiff } from "../../../src/diff/apply.ts";
import { deepEqual } from "../../../src/values/equal.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";
import { ByteSource } from "../../log/byte_source.ts";

interface Expected {
  readonly format: string;
  readonly changes: number;
  readonly snapshots: number;
  readonly version: number;
  readonly revision: number;
  readonly mtime: string | null;
  readonly state: unknown;
}

const file = (name: string) =>
  new URL(`../../golden/${encodeURIComponent(name)}`, import.meta.url);
const expected = parseRich(
  Deno.readTextFileSync(file("expected.json")),
  NO_TYPES,
) as Record<string, Expected>;

const serializers = {
  "the default codec": new MsgPackSerializer(),
  "the fast codec": new MsgPackSerializer({ codec }),
};

/** Reads a whole log record by record; each is also written and read again. */
async function readLog(name: string, serializer: MsgPackSerializer) {
  await serializer.prepare();
  const source = new ByteSource(Deno.readFileSync(file(name)));
  const framer = serializer.createFramer();
  const found = { changes: 0, snapshots: 0, version: 0, revision: 0 };
  let mtime: string | null = null;
  let state: unknown = {};
  for (const frame of framer.frames(source, framer.readHeader(source), 1)) {
    assert(frame.kind !== "bad", frame.kind === "bad" ? frame.reason : "");
    if (frame.kind === "change") {
      const change = serializer.decodeChange(frame.payload);
      assert(
        deepEqual(
          serializer.decodeChange(serializer.encodeChange(change)),
          change,
        ),
      );
      state = applyDiff(state, change.diff ?? {});
      mtime = change.m ?? mtime;
      found.version = change.v ?? 0;
      found.changes++;
      found.revision++;
    } else {
      const snapshot = serializer.decodeSnapshot(frame.payload);
      const again = serializer.encodeSnapshot(snapshot);
      assert(
        deepEqual(serializer.decodeSnapshot(again).state, snapshot.state),
      );
      // Python's diffs don't keep the order of keys: no deepEqual() here.
      if (frame.offset > 4) assertEquals(state, snapshot.state);
      state = snapshot.state;
      mtime = snapshot.m ?? mtime;
      found.version = snapshot.v ?? 0;
      found.revision = serializer.revisionOf(frame.payload) ?? found.revision;
      found.snapshots++;
    }
  }
  return { ...found, mtime, state };
}

for (const [name, { format, ...wanted }] of Object.entries(expected)) {
  if (format !== "binary") continue;
  for (const [how, serializer] of Object.entries(serializers)) {
    Deno.test(`with ${how}, ${name} is read as Python says`, async () => {
      const { state, ...found } = await readLog(name, serializer);
      assertEquals(found, {
        changes: wanted.changes,
        snapshots: wanted.snapshots,
        version: wanted.version,
        revision: wanted.revision,
        mtime: wanted.mtime,
      });
      assertEquals(state, wanted.state);
    });
  }
}
