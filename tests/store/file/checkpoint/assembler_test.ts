import { assert, assertEquals } from "@std/assert";
import { RecordAssembler } from "../../../../src/store/file/checkpoint/assembler.ts";
import type { SnapshotAnswer } from "../../../../src/store/file/checkpoint/protocol.ts";

/** A record of a large part of the base, and two of the arena: the first a comma. */
function makeParts(steps: number) {
  const base = new Uint8Array(2_500_000).fill(97);
  const arena = new Uint8Array(100).fill(98);
  arena[0] = 44;
  const parts = new Uint32Array([
    ...[0, base.length],
    ...[base.length, 1],
    ...[base.length + 10, 20],
  ]);
  const bytes = base.length + 21;
  return { kind: "parts", parts, base, arena, bytes, steps } as const;
}

Deno.test("a record is written in the steps that are asked for, large parts from where they are", () => {
  const pieces: Uint8Array[] = [];
  const memory = new Set<unknown>();
  const receiver = new RecordAssembler((answer) => {
    assert(answer.kind === "piece");
    memory.add(answer.bytes.buffer);
    pieces.push(answer.bytes.slice());
  });
  const sent = makeParts(2);
  receiver.receive(sent);
  assertEquals(pieces, []);
  receiver.receive({ kind: "next" });
  assertEquals(pieces.map(({ length }) => length), [2 ** 20, 2 ** 20]);
  receiver.receive({ kind: "next" });
  const rest = 2_500_000 - 2 * 2 ** 20;
  assertEquals(pieces.slice(2).map(({ length }) => length), [rest, 21]);
  assertEquals(String.fromCharCode(...pieces[3]!), "," + "b".repeat(20));
  assertEquals(memory.size, 2); // the base, and where short parts come together
  assert(memory.has(sent.base.buffer));
  assertEquals(sent.base.length, 2_500_000);
  receiver.end();
  receiver.end();
  assertEquals([sent.base.length, sent.arena.length], [0, 0]); // freed
});

Deno.test("who gives a record up gets no more of it, and its memory is freed", () => {
  let pieces = 0;
  const receiver = new RecordAssembler(() => {
    pieces++;
    receiver.end();
  });
  const sent = makeParts(1);
  receiver.receive(sent);
  receiver.receive({ kind: "next" });
  receiver.receive({ kind: "next" });
  receiver.receive({ kind: "done", revision: 1 });
  assertEquals(pieces, 1);
  assertEquals(sent.base.length, 0);
});

Deno.test("a piece with memory of its own is freed when it was answered", () => {
  const answers: SnapshotAnswer[] = [];
  const receiver = new RecordAssembler((answer) => {
    answers.push(structuredClone(answer));
  });
  const bytes = new Uint8Array([1, 2]);
  receiver.receive({ kind: "piece", bytes });
  receiver.receive({ kind: "done", revision: 3 });
  assertEquals(answers, [
    { kind: "piece", bytes: new Uint8Array([1, 2]) },
    { kind: "done", revision: 3 },
  ]);
  assertEquals(bytes.length, 0);
});
