import { assertEquals, assertThrows } from "@std/assert";
import { pathToFileURL } from "node:url";
import { pathOf } from "../../src/file/file_path.ts";

Deno.test("paths are strings or file: URLs", () => {
  assertEquals(pathOf("data/x.kantadb"), "data/x.kantadb");
  assertEquals(
    pathOf(new URL("file:///tmp/a%20b%2Bc.kantadb"), "linux"),
    "/tmp/a b+c.kantadb",
  );
  assertEquals(pathOf("https://a.example/"), "https://a.example/");
  assertThrows(
    () => pathOf(new URL("https://a.example/x")),
    TypeError,
    "file:",
  );
});

Deno.test("on Windows a URL begins with a drive or names a server", () => {
  const path = (url: string) => pathOf(new URL(url), "windows");
  assertEquals(path("file:///C:/data/a%20b.kantadb"), "C:\\data\\a b.kantadb");
  assertEquals(path("file://server/share/x"), "\\\\server\\share\\x");
  assertEquals(path("file:///c:/x"), "c:\\x");
  assertEquals(pathOf("C:/data/x", "windows"), "C:/data/x");
});

Deno.test("a URL made of a path gives the path of this system", () => {
  const here = Deno.realPathSync(".");
  assertEquals(pathOf(pathToFileURL(here)), here);
});
