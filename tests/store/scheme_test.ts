import { assert, assertEquals } from "@std/assert";
import { FileStore } from "../../src/store/file/client/file_store.ts";
import { MemoryStore } from "../../src/store/memory/memory_store.ts";
import { storeOf } from "../../src/store/scheme.ts";

Deno.test("what a path begins with chooses where its log is kept", async () => {
  for (const path of ["memory:", "memory:data", "memory:a/b"]) {
    assert(await storeOf(path, {}) instanceof MemoryStore, path);
  }
  for (const path of ["data.kantadb", "/memory:", "./memory:", "memory"]) {
    assert(await storeOf(path, {}) instanceof FileStore, path);
  }
});

Deno.test("each store in memory is another one", async () => {
  assert(await storeOf("memory:", {}) !== await storeOf("memory:", {}));
  const bytes = new TextEncoder().encode("bytes");
  const store = await storeOf("memory:", { bytes });
  const { done } = store.open({
    path: "memory:",
    create: true,
    readonly: true,
    serializer: new URL("data:text/javascript,"),
  });
  assertEquals(await done.then(() => "opened", () => "refused"), "refused");
});
