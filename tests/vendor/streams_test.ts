/**
 * `@std/streams` does what the product and the tests take for granted, the stand-in as the real one.
 *
 * @module
 */

import { assertEquals, assertRejects } from "@std/assert";
import {
  concatReadableStreams,
  mergeReadableStreams,
  TextLineStream,
  toArrayBuffer,
  toBlob,
  toJson,
  toText,
} from "@std/streams";

const stream = <T>(...chunks: T[]) => ReadableStream.from(chunks);
const utf8 = (text: string) => new TextEncoder().encode(text);

function lines(chunks: string[], allowCR = false): Promise<string[]> {
  return Array.fromAsync(
    stream(...chunks).pipeThrough(new TextLineStream({ allowCR })),
  );
}

Deno.test("TextLineStream cuts at \\n and \\r\\n, wherever the chunks end", async () => {
  assertEquals(await lines(["a\nb\r\nc"]), ["a", "b", "c"]);
  assertEquals(await lines(["a", "\n", "b\r", "\nc", "d\n"]), ["a", "b", "cd"]);
  assertEquals(await lines(["\n\n"]), ["", ""]);
  assertEquals(await lines(["a\rb\n"]), ["a\rb"]);
  assertEquals(await lines([]), []);
});

Deno.test("TextLineStream cuts at \\r where that is asked for", async () => {
  assertEquals(await lines(["a\rb\r", "\nc\r"], true), ["a", "b", "c"]);
});

Deno.test("toText() joins text, and bytes cut within a character", async () => {
  assertEquals(await toText(stream("a", "b")), "ab");
  const bytes = utf8("aüb");
  assertEquals(await toText(stream(bytes.slice(0, 2), bytes.slice(2))), "aüb");
});

Deno.test("toJson(), toBlob() and toArrayBuffer() read to the end", async () => {
  assertEquals(await toJson(stream('{"a"', ":1}")), { a: 1 });
  assertEquals(
    await (await toBlob(stream(utf8("ab"), utf8("c")))).text(),
    "abc",
  );
  assertEquals(
    new Uint8Array(await toArrayBuffer(stream(utf8("ab"), utf8("c")))),
    utf8("abc"),
  );
});

Deno.test("concatReadableStreams() keeps the order, mergeReadableStreams() all chunks", async () => {
  assertEquals(
    await Array.fromAsync(concatReadableStreams(stream(1, 2), stream(3))),
    [1, 2, 3],
  );
  const merged = await Array.fromAsync(
    mergeReadableStreams(stream(1, 2), stream(3)),
  );
  assertEquals(merged.sort(), [1, 2, 3]);
});

Deno.test("an error of one stream is an error of the whole", async () => {
  const broken = () =>
    new ReadableStream<number>({
      start: (controller) => controller.error(new RangeError("torn")),
    });
  await assertRejects(
    () => Array.fromAsync(concatReadableStreams(stream(1), broken())),
    RangeError,
  );
  await assertRejects(
    () => Array.fromAsync(mergeReadableStreams(stream(1), broken())),
    RangeError,
  );
});
