import { assertEquals, assertThrows } from "@std/assert";
import { SpareFile } from "../../src/file/spare_file.ts";

/** Runs with so many files to be had, beside those of the system itself. */
function withFiles(count: number, run: (open: () => number) => void): void {
  const { openSync } = Deno;
  let open = 0;
  Deno.openSync = () => {
    if (open === count) throw new Error("Too many open files (os error 24)");
    open++;
    // All that is asked of it.
    return { close: () => open-- } as unknown as Deno.FsFile;
  };
  try {
    run(() => open);
  } finally {
    Deno.openSync = openSync;
  }
}

Deno.test("where no file is to be had the spare one is given up for it, and taken again", () => {
  withFiles(3, (open) => {
    const spare = new SpareFile();
    const first = spare.open("a", { read: true });
    first.close();
    assertEquals(open(), 1);
    const others = [Deno.openSync("b"), Deno.openSync("c")];
    for (let time = 0; time < 3; time++) {
      const folder = spare.open("a", { read: true });
      assertEquals(open(), 3);
      folder.close();
      spare.keep();
      assertEquals(open(), 3);
    }
    for (const other of others) other.close();
  });
});

Deno.test("with no spare file it fails as the system does", () => {
  withFiles(0, () => {
    const spare = new SpareFile();
    assertThrows(() => spare.open("a", { read: true }), Error, "Too many open");
  });
});
