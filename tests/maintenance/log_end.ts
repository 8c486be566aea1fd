/**
 * What a log opens to.
 *
 * @module
 */
import type { FileSystem } from "../../src/file/log_file.ts";
import { sniffFormat } from "../../src/format/sniff.ts";
import { loadSerializer } from "../../src/format/load.ts";
import { scanLog } from "../../src/log/log_scan.ts";
import { type Replayed, Replayer } from "../../src/replay/replayer.ts";

/** The end of a log, by the way that opening takes. */
export async function endOf(
  disk: FileSystem,
  path: string,
  format?: string,
): Promise<Replayed> {
  const { file } = disk.open(path, { create: false, readonly: true });
  const serializer = await loadSerializer(format ?? sniffFormat(file));
  const layout = scanLog(file, serializer, serializer.createFramer());
  const replayer = new Replayer();
  if (layout.snapshot !== undefined) {
    replayer.snapshot(serializer.decodeSnapshot(layout.snapshot.payload));
  }
  replayer.startFrom(layout.revision);
  for (const { from, to, line } of layout.runs) {
    const bytes = file.read(from, to - from);
    for (
      const change of serializer.decodeChanges(bytes, { offset: from, line })
    ) {
      replayer.change(change);
    }
  }
  file.close();
  return replayer.result;
}
