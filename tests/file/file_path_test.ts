import { assert, assertEquals, assertThrows } from "@std/assert";
import { pathToFileURL } from "node:url";
import { absolutePath, nameBeside, pathOf } from "../../src/file/file_path.ts";

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

Deno.test("a name beside another is told by its end, and is no longer than a name may be", () => {
  assertEquals(nameBeside("a/b.kantadb", ".torn"), "a/b.kantadb.torn");
  assertEquals(nameBeside("C:\\d\\x", ".old", "windows"), "C:\\d\\x.old");
  for (const letter of ["a", "\u00e9", "\u6f22", "\u{1f600}"]) {
    for (let count = 50; count < 256; count++) {
      const name = nameBeside(`/folder/${letter.repeat(count)}`, ".torn-1");
      const bytes = new TextEncoder().encode(name.slice("/folder/".length));
      const size = new TextEncoder().encode(letter).length;
      assert(bytes.length <= 255 && name.endsWith(`${letter}.torn-1`));
      assert(bytes.length > Math.min(count * size, 255 - size - 7), name);
    }
  }
});

Deno.test("a path counts from the working directory that there is now", () => {
  const separator = Deno.build.os === "windows" ? "\\" : "/";
  const beside = (name: string) => Deno.cwd() + separator + name;
  assertEquals(absolutePath("x.kantadb"), beside("x.kantadb"));
  assertEquals(absolutePath("./a/../x"), beside("./a/../x"));
  for (
    const path of ["/a/x", "\\\\server\\x", "C:\\x", "d:/x", "nats://host/x"]
  ) {
    assertEquals(absolutePath(path), path);
  }
  assertEquals(absolutePath(pathToFileURL(beside("x"))), beside("x"));
  assertEquals(absolutePath("memory:data"), "memory:data");
  assertEquals(absolutePath(new URL("memory:data")), "memory:data");
});
