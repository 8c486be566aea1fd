/**
 * The bytes of a snapshot's record, as the writer would write them.
 *
 * @module
 */
import type { Gathered } from "../../src/snapshot/text/text_parts.ts";
import { RecordAssembler } from "../../src/store/file/checkpoint/assembler.ts";
import { concat } from "../log/byte_source.ts";

/** All pieces of a record, or what is put together of its parts. */
export function recordBytes(
  record: Iterable<Uint8Array> | Gathered,
  steps = 3,
): Uint8Array {
  if (!("parts" in record)) return concat(...record);
  const pieces: Uint8Array[] = [];
  const receiver = new RecordAssembler((answer) => {
    if (answer.kind === "piece") pieces.push(answer.bytes.slice());
  });
  const { parts, bytes } = record;
  const base = record.base.slice();
  const arena = record.arena.slice();
  receiver.receive({ kind: "parts", parts, bytes, base, arena, steps });
  for (let step = 0; step < steps; step++) receiver.receive({ kind: "next" });
  receiver.end();
  const written = concat(...pieces);
  if (written.length !== bytes) throw new Error("Not all was written");
  return written;
}
