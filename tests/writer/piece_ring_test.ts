import { assert, assertEquals, assertThrows } from "@std/assert";
import { PieceRing, type SharedPiece } from "../../src/writer/piece_ring.ts";
import { concat } from "../log/byte_source.ts";

const MEGABYTE = 1 << 20;

function notePieceTaken(taken: Int32Array): void {
  Atomics.add(taken, 0, 1);
  Atomics.notify(taken, 0);
}

Deno.test("pieces of any length arrive, however often memory is used again", () => {
  const taken: Uint8Array[] = [];
  const ring = new PieceRing((piece) => {
    assert(piece.bytes.buffer instanceof SharedArrayBuffer);
    taken.push(piece.bytes.slice());
    notePieceTaken(piece.taken);
  });
  const wanted = [0, 1, 1000, MEGABYTE, 2 * MEGABYTE + 7, ...Array(20).fill(3)]
    .map((length, i) => new Uint8Array(length).fill(i + 1));
  const bytes = new Uint8Array(3 * MEGABYTE);
  for (const piece of wanted) {
    bytes.set(piece);
    ring.give(bytes.subarray(0, piece.length));
  }
  const [a, b] = [concat(...taken), concat(...wanted)];
  assertEquals(a.length, b.length);
  assert(a.every((byte, i) => byte === b[i]));
});

Deno.test("no memory is used again before it was taken", () => {
  const pieces: SharedPiece[] = [];
  const ring = new PieceRing((piece) => pieces.push(piece), 1);
  const bytes = new Uint8Array(10);
  for (let i = 0; i < 8; i++) ring.give(bytes.fill(i));
  assertThrows(() => ring.give(bytes.fill(8)), Error, "None of 8 pieces");
  assertEquals(pieces.map((piece) => piece.bytes[9]), [0, 1, 2, 3, 4, 5, 6, 7]);
  notePieceTaken(pieces[0].taken);
  ring.give(bytes.fill(8));
  assertEquals(pieces.map((piece) => piece.bytes[9]), [
    8,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
  ]);
});

Deno.test("a worker that gives waits for the one who takes, or is ended", async () => {
  const module = new URL("../../src/writer/piece_ring.ts", import.meta.url);
  const code = `
    import { PieceRing } from "${module}";
    const ring = new PieceRing((piece) => self.postMessage(piece));
    for (let i = 0; i < 100; i++) ring.give(new Uint8Array(1000).fill(i));
  `;
  const url = URL.createObjectURL(
    new Blob([code], { type: "text/javascript" }),
  );
  const worker = new Worker(url, { type: "module" });
  const seen: number[] = [];
  await new Promise<void>((resolve) => {
    const waiting: SharedPiece[] = [];
    worker.onmessage = ({ data }: MessageEvent<SharedPiece>) => {
      waiting.push(data);
      if (waiting.length < 8 && seen.length < 72) return; // as many as there can be
      for (const piece of waiting.splice(0)) {
        seen.push(piece.bytes[999]);
        if (seen.length <= 80) notePieceTaken(piece.taken);
        else if (seen.length === 88) resolve();
      }
    };
  });
  assertEquals(seen, Array.from({ length: 88 }, (_, i) => i));
  worker.terminate(); // it is blocked for good
  URL.revokeObjectURL(url);
});
