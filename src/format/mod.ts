/**
 * The interfaces of a format: how records become bytes, and bytes records.
 *
 * A {@linkcode Serializer} encodes and decodes single records; its
 * {@linkcode Framer} knows the file around them. `@kanta/core/testing` checks
 * both.
 *
 * @example The records of a log, from its bytes
 * ```ts
 * import { JsonSerializer, Kanta } from "@kanta/core";
 * import type { Serializer } from "@kanta/core/format";
 *
 * const path = await Deno.makeTempFile({ suffix: ".kantadb" });
 * await (await Kanta.open(path, { visits: 0 })).close();
 *
 * const serializer: Serializer = new JsonSerializer();
 * const bytes = await Deno.readFile(path);
 * for (const { record } of serializer.decodeChanges(bytes, { offset: 0, line: 1 })) {
 *   console.log(record.a, record.diff); // bootstrap { visits: 0 }
 * }
 * ```
 *
 * @module
 */
export type {
  BadFrame,
  Frame,
  Framer,
  Payload,
  Serializer,
  SnapshotParts,
  Source,
} from "../log/log_format.ts";
export type { Format } from "./load.ts";
export type { ChangeRecord, Diff, Snapshot } from "../record.ts";
export { Tagged, type TypeCodec, TypeRegistry } from "../values/kinds.ts";
