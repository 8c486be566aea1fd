/**
 * A file, compressed into a new one.
 *
 * @module
 */
import type { FileSystem } from "./log_file.ts";

/** The bytes that are read at once. */
const PIECE = 1 << 20;

/** Compresses a file into a new one, by gzip; the new one is synced, or not there. */
export async function compress(
  disk: FileSystem,
  from: string,
  into: string,
): Promise<void> {
  const { file: source } = disk.open(from, { create: false, readonly: true });
  try {
    // Rights and owner are those of the archive.
    disk.writeNew(into, [], from);
    const { file } = disk.open(into, { create: false, readonly: false });
    try {
      const { size } = source;
      let at = 0;
      const pieces = new ReadableStream<Uint8Array<ArrayBuffer>>({
        pull(controller) {
          if (at >= size) return controller.close();
          const bytes = source.read(at, PIECE);
          if (bytes.length === 0) throw new Error("the archive was cut");
          at += bytes.length;
          controller.enqueue(bytes.slice());
        },
      });
      const packed = pieces.pipeThrough(new CompressionStream("gzip"));
      for await (const bytes of packed) file.append(bytes);
      file.sync();
    } catch (error) {
      disk.remove(into);
      throw error;
    } finally {
      file.close();
    }
  } finally {
    source.close();
  }
}
