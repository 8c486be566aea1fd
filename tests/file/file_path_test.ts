import { assertEquals, assertThrows } from "@std/assert";
import { pathOf } from "../../src/file/file_path.ts";

Deno.test("paths are strings or file: URLs", () => {
  assertEquals(pathOf("data/x.kantadb"), "data/x.kantadb");
  assertEquals(
    pathOf(new URL("file:///tmp/a%20b%2Bc.kantadb")),
    "/tmp/a b+c.kantadb",
  );
  assertEquals(pathOf("https://a.example/"), "https://a.example/");
  assertThrows(
    () => pathOf(new URL("https://a.example/x")),
    TypeError,
    "file:",
  );
});
