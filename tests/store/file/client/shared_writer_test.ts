import { assertEquals, assertStrictEquals } from "@std/assert";
import {
  linkOf,
  SharedWriter,
} from "../../../../src/store/file/client/shared_writer.ts";

Deno.test("a shared writer costs nothing before a database needs it", () => {
  let started = 0;
  const writer = new SharedWriter(() => {
    started++;
    return { post() {}, watch() {}, end() {} };
  });
  assertEquals([writer.databases, started], [0, 0]);
  const link = linkOf(writer);
  assertStrictEquals(linkOf(writer), link);
  const db = link.join({ receive() {}, died() {} });
  assertEquals([writer.databases, started], [1, 0]);
  link.post({ kind: "ping" });
  assertEquals(started, 1);
  link.leave(db);
  assertEquals(writer.databases, 0);
});
