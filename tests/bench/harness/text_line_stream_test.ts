/** @module Tests of bench/harness/text_line_stream.ts. */
import { assertEquals } from "@std/assert";
import { TextLineStream } from "../../../bench/harness/text_line_stream.ts";

Deno.test("lines come whole, however the chunks were cut", async () => {
  const lines = await Array.fromAsync(
    ReadableStream.from(["a", "b\nc", "\n", "\nlast"])
      .pipeThrough(new TextLineStream()),
  );
  assertEquals(lines, ["ab", "c", "", "last"]);
});
