/**
 * The logs of the Python package, read record by record.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { scanLog } from "../../../src/log/log_scan.ts";
import { deepEqual } from "../../../src/values/equal.ts";
import { ByteSource } from "../../log/byte_source.ts";
import { serializer } from "./json_log.ts";

const golden = new URL("../../golden/", import.meta.url);

interface Expected {
  readonly format: string;
  readonly changes: number;
  readonly snapshots: number;
  readonly revision: number;
}

const expected: Record<string, Expected> = JSON.parse(
  Deno.readTextFileSync(new URL("expected.json", golden)),
);
const logs = Object.entries(expected).filter(([, { format }]) =>
  format === "jsonl"
);

const read = (name: string) => Deno.readFileSync(new URL(name, golden));

Deno.test("Every record of every golden log is good", () => {
  assert(logs.length > 40);
  for (const [name, { changes, snapshots }] of logs) {
    const bytes = read(name);
    const found = [
      ...serializer.createFramer().frames(new ByteSource(bytes), 0, 1),
    ];
    const count = (kind: string) =>
      found.filter((frame) => frame.kind === kind).length;
    assertEquals([count("change"), count("snapshot"), count("bad")], [
      changes,
      snapshots,
      0,
    ], name);
    assertEquals(
      [...serializer.decodeChanges(bytes, { offset: 0, line: 1 })].length,
      changes,
      name,
    );
  }
});

Deno.test("Every golden log is sound, and its revision is told from the last snapshot on", () => {
  for (const [name, { revision }] of logs) {
    const bytes = read(name);
    const found = scanLog(
      new ByteSource(bytes),
      serializer,
      serializer.createFramer(),
    );
    assertEquals(found.revision + found.changes, revision, name);
    assertEquals([found.end, found.torn, found.rebuilt], [
      bytes.length,
      undefined,
      [],
    ], name);
  }
});

Deno.test("Every golden record is the same when it is written and read again", () => {
  for (const [name] of logs) {
    for (
      const frame of serializer.createFramer().frames(
        new ByteSource(read(name)),
        0,
        1,
      )
    ) {
      assert(frame.kind !== "bad");
      const place = `${name}, line ${frame.line}`;
      if (frame.kind === "change") {
        const record = serializer.decodeChange(frame.payload);
        const text = serializer.encodeChange(record);
        const again = serializer.decodeChange(new TextEncoder().encode(text));
        assert(deepEqual(again.diff, record.diff), place);
        assertEquals({ ...again, diff: 0 }, { ...record, diff: 0 }, place);
      } else {
        const snapshot = serializer.decodeSnapshot(frame.payload);
        const text = serializer.encodeSnapshot(snapshot);
        const again = serializer.decodeSnapshot(new TextEncoder().encode(text));
        assert(deepEqual(again.state, snapshot.state), place);
      }
    }
  }
});
