import { assertEquals } from "@std/assert";
import { DenoFile } from "../../src/file/deno_file.ts";

/** A file of which the calls are interrupted and short, as a kernel may. */
function fickle(log: string[]): Deno.FsFile {
  let calls = 0;
  const content: number[] = [];
  const interrupt = () => {
    if (++calls % 3 === 0) throw new Deno.errors.Interrupted("(os error 4)");
  };
  const double = {
    content,
    writeSync(bytes: Uint8Array) {
      interrupt();
      const part = bytes.subarray(0, 7);
      content.push(...part);
      log.push(`write ${part.length}`);
      return part.length;
    },
    seekSync: (offset: number) => double.at = offset,
    at: 0,
    readSync(into: Uint8Array) {
      interrupt();
      const part = content.slice(
        double.at,
        double.at + Math.min(5, into.length),
      );
      into.set(part);
      double.at += part.length;
      return part.length === 0 ? null : part.length;
    },
    statSync: () => ({ size: content.length }),
  };
  // A stand-in for the few methods that are called here.
  return double as object as Deno.FsFile;
}

Deno.test("short and interrupted writes and reads are made whole", () => {
  const log: string[] = [];
  const file = new DenoFile(fickle(log));
  const bytes = new Uint8Array(40).map((_, i) => i);
  file.append(bytes);
  assertEquals(log, Array(5).fill("write 7").concat("write 5"));
  assertEquals(file.read(0, 40), bytes);
  assertEquals(file.read(33, 40), bytes.subarray(33));
});
