/**
 * Whole logs: verified, salvaged, converted, backed up, redacted, replayed.
 *
 * Each reads a log from its first record to its last, changes nothing in it, and
 * may run beside the program that writes it.
 *
 * @example
 * ```ts
 * import { Kanta } from "@kanta/core";
 * import { convert, verify } from "@kanta/core/maintenance";
 *
 * const folder = await Deno.makeTempDir();
 * const path = `${folder}/data.kantadb`;
 * await (await Kanta.open(path, { visits: 0 })).close();
 *
 * const { records, problems } = await verify(path);
 * console.log(records, problems); // 1 []
 * await convert(path, `${folder}/binary.kantadb`, { serializer: "msgpack" });
 * ```
 *
 * @module
 */
export {
  backup,
  convert,
  copy,
  redact,
  reseal,
  salvage,
  verify,
} from "./log_tools.ts";
export type {
  BackupOptions,
  ConvertOptions,
  NamedFormat,
  ReadOptions,
  RedactOptions,
  ResealOptions,
} from "./log_tools.ts";
export type { MirrorEvent, MirrorEvents } from "../keep/mirror_event.ts";
export type { MirrorOptions } from "../keep/mirror_options.ts";
export type { NatsOptions, StreamOptions } from "../keep/nats_options.ts";
export type { KantaKeep } from "../keep/kanta_keep.ts";
export type { JobOptions } from "./job.ts";
export type { JobProgress } from "../history/reader/log_reader.ts";
export type { Finding } from "./findings.ts";
export type { AheadRecord, TornEnd, VerifyReport } from "./verify.ts";
export type { SalvageReport } from "./salvage.ts";
export type { BackupFile, BackupReport } from "./backup/backup_report.ts";
export type { CopyOptions, CopyReport } from "./copy/copy.ts";
export type { ConvertReport } from "./convert.ts";
export type { ResealReport } from "./reseal/reseal.ts";
export type { RedactedFile, RedactReport } from "./redact/report.ts";
export type { FoundPlace } from "./redact/found_places.ts";
export type { HeadText } from "./redact/taken.ts";
export type { Remaining } from "./redact/remaining.ts";
export type { ResealedLine } from "./reseal/resealer.ts";
export type {
  LastRecord,
  RebuiltSnapshot,
  SnapshotInfo,
  TornTail,
} from "../log/log_content.ts";
export type {
  Age,
  ArchiveRules,
  KeepOptions,
  Retention,
  RetentionBounds,
  RotateOptions,
  Size,
} from "../keep/options.ts";
export type { RotationReport } from "../keep/rotation.ts";
export { RotatedEvent } from "../keep/rotated_event.ts";
export type { KeepEvents, KeptReport } from "../keep/rotated_event.ts";
export { replay } from "../replay/replay_bytes.ts";
export type { ReplayOptions } from "../replay/replay_bytes.ts";
export type { Replayed } from "../replay/replayer.ts";
