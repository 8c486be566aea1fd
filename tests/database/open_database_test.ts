import { assertThrows } from "@std/assert";
import { takeRoot } from "../../src/database/open_database.ts";
import { DataIntegrityError } from "../../src/errors.ts";

Deno.test("a root belongs to one path; only that takes it again, once it is closed", () => {
  const root = {};
  const hold = takeRoot(root, "/a");
  for (const path of ["/a", "/b"]) {
    assertThrows(
      () => takeRoot(root, path),
      DataIntegrityError,
      `Cannot open ${path}: its data is the root object of /a, which is open`,
    );
  }
  hold.release();
  assertThrows(() => takeRoot(root, "/b"), DataIntegrityError, "() => (");
  takeRoot(root, "/a").cancel(); // could not be opened again
  takeRoot(root, "/a").release();
});

Deno.test("one that could not be opened leaves its root to others", () => {
  const root = {};
  takeRoot(root, "/a").cancel();
  takeRoot(root, "/b").release();
});
