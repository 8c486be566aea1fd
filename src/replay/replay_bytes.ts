/**
 * A whole log that is in memory already: from its bytes to the state.
 *
 * @module
 */
import { ReplayError } from "../errors.ts";
import { sniffFormat } from "../format/sniff.ts";
import { type Format, loadSerializer } from "../format/load.ts";
import { contentOf, scanLog } from "../log/log_scan.ts";
import type { Serializer, Source } from "../log/log_format.ts";
import { replayCounted } from "./recovery.ts";
import type { Replayed } from "./replayer.ts";
import { type TypeCodec, TypeRegistry } from "../values/kinds.ts";

/** How the bytes of a log are to be read. */
export interface ReplayOptions {
  /** The format; recognised by the first bytes when nothing is named. */
  readonly serializer?: "json" | "msgpack" | Serializer | URL | undefined;
  /** Classes of your own that are stored in it. */
  readonly types?: readonly TypeCodec[] | undefined;
}

/**
 * Replays a whole log from its bytes, with no file, lock or worker.
 *
 * A torn tail does not count. Throws a `ReplayError` when the bytes are no log
 * or a change does not fit, and a `CorruptionError` when the log is damaged.
 *
 * @example
 * ```ts
 * import { Kanta } from "@kanta/core";
 * import { replay } from "@kanta/core/maintenance";
 *
 * const path = await Deno.makeTempFile({ suffix: ".kantadb" });
 * await using db = await Kanta.open(path, { visits: 0 });
 * await db.flush();
 *
 * const { state, rev } = await replay(await Deno.readFile(path));
 * console.log(state, rev); // { visits: 0 } 1
 * ```
 */
export async function replay(
  bytes: Uint8Array,
  options: ReplayOptions = {},
): Promise<Replayed> {
  const source: Source = {
    size: bytes.length,
    read: (offset, length) => bytes.subarray(offset, offset + length),
  };
  const codecs = options.types ?? [];
  const format = options.serializer ?? recognised(source);
  const serializer = await loadSerializer(format, codecs);
  const framer = serializer.createFramer();
  const found = scanLog(source, serializer, framer);
  const { snapshot } = found;
  const layout = {
    ...contentOf(found, serializer, (from, to) => bytes.slice(from, to)),
    snapshot: snapshot && {
      offset: snapshot.offset,
      line: snapshot.line,
      bytes: snapshot.payload.slice(),
    },
  };
  const { ts: _, once: __, ...replayed } = await replayCounted(
    layout,
    serializer,
    new TypeRegistry(codecs),
    "the log",
    (offset) => Promise.resolve(framer.countBefore(source, offset).line),
  );
  return replayed;
}

function recognised(source: Source): Format {
  const format = sniffFormat(source);
  if (format === "json" || format === "msgpack") return format;
  if (format === "empty") return "json";
  throw new ReplayError(
    "Cannot replay what is no log: its first bytes are neither JSON lines " +
      "nor binary frames",
  );
}
