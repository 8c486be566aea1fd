import { assert, assertEquals } from "@std/assert";
import {
  noteClosed,
  noteOpen,
  openSince,
} from "../../../../src/store/file/client/locked_here.ts";

Deno.test("a file is known as ours from its opening to its closing", () => {
  const file = { dev: 77, ino: 1 };
  assertEquals(openSince(file), undefined);
  noteOpen(file);
  assert(openSince({ dev: 77, ino: 1 })?.endsWith("Z"));
  assertEquals(openSince({ dev: 77, ino: 2 }), undefined);
  assertEquals(openSince({ dev: 7, ino: 1 }), undefined);
  noteClosed(file);
  assertEquals(openSince(file), undefined);
});
