/**
 * An embedded database for Deno: the state is plain objects in memory, every
 * transaction one human-readable record in an append-only file.
 *
 * Reading is property access. Writing is a synchronous function that happens
 * whole or not at all.
 *
 * @example
 * ```ts
 * import { Kanta } from "@kanta/core";
 *
 * interface Data {
 *   users: Record<string, { name: string }>;
 *   visits: number;
 * }
 *
 * const path = await Deno.makeTempFile({ suffix: ".kantadb" });
 * await using db = await Kanta.open<Data>(path, { users: {}, visits: 0 });
 *
 * db.transaction("create_user", { user: "admin" }, (data) => {
 *   data.users.alice = { name: "Alice" };
 * });
 * console.log(db.data.users.alice.name);
 * await db.flush(); // written; flush({ durable: true }): synced
 * ```
 *
 * @module
 */
export { Kanta } from "./src/kanta.ts";
export type {
  BootstrapOptions,
  KantaOptions,
  LogOptions,
  OpenOptions,
  TransactionOptions,
  Validator,
} from "./src/options.ts";
export type { Bootstrap } from "./src/options.ts";
export type { DeepReadonly, Whole } from "./src/readonly.ts";
export type { Moment } from "./src/clock.ts";
export type {
  SchemaIssue,
  SchemaResult,
  StandardSchema,
} from "./src/schema.ts";
export { Transaction } from "./src/transaction.ts";
export type { TransactionEnd } from "./src/transaction.ts";
export {
  AbortedEvent,
  ChangeEvent,
  MigratedEvent,
  OpenedEvent,
  SnapshotEvent,
  WriterEvent,
} from "./src/events.ts";
export { KantaEventTarget } from "./src/event_target.ts";
export type { KantaEvents, OpenReport } from "./src/events.ts";
export type {
  Migration,
  MigrationContext,
  MigrationReport,
  Migrations,
  MigrationStep,
} from "./src/migrations.ts";
export * from "./src/errors.ts";
export type { ChangeRecord, Diff, Snapshot } from "./src/records.ts";
export { SharedWriter } from "./src/writer/shared_writer.ts";
export type {
  LastRecord,
  RebuiltSnapshot,
  SnapshotInfo,
  SnapshotPolicy,
  SyncPolicy,
  TornTail,
} from "./src/writer/protocol.ts";
export { Tagged } from "./src/values/kinds.ts";
export type { TypeCodec } from "./src/values/kinds.ts";
export { TypeRegistry } from "./src/values/kinds.ts";
export { replay } from "./src/replayed_log.ts";
export type { ReplayOptions } from "./src/replayed_log.ts";
export type { Replayed } from "./src/replay.ts";
export { convert } from "./src/log_jobs.ts";
export type {
  ConvertOptions,
  NamedFormat,
  ReadOptions,
} from "./src/log_jobs.ts";
export type { JobOptions } from "./src/job/job.ts";
export type { JobProgress } from "./src/history/log_scan.ts";
export type { Finding } from "./src/history/findings.ts";
export type { TornEnd, VerifyReport } from "./src/history/verify.ts";
export type { SalvageReport } from "./src/history/salvage.ts";
export type { ConvertReport } from "./src/history/convert.ts";
export { computeDiff } from "./src/state/diff.ts";
export { applyDiff } from "./src/state/apply.ts";
export { deepEqual } from "./src/state/equal.ts";
export { JsonSerializer } from "./src/log/json_serializer.ts";
export { MsgPackSerializer } from "./src/log/msgpack_serializer.ts";
export type {
  BadFrame,
  ChangeHead,
  DecodeRest,
  Frame,
  Framer,
  Located,
  Payload,
  Place,
  RecordKind,
  Room,
  Serializer,
  SnapshotClaim,
  SnapshotHead,
  SnapshotParts,
  Source,
  Step,
  Survey,
} from "./src/log/serializer.ts";
export { configureLogging, writeEvent } from "./src/history/logging.ts";
export type { LoggingOptions, LogSink } from "./src/history/logging.ts";
export { formatDiff } from "./src/history/format_diff.ts";
export type {
  DiffOptions,
  FormatDiffOptions,
} from "./src/history/format_diff.ts";
export { formatChange, logChange } from "./src/history/log_change.ts";
export type {
  FormatChangeOptions,
  LogChangeOptions,
} from "./src/history/log_change.ts";
export { LogEvent } from "./src/history/log_event.ts";
export type {
  LogCategory,
  LogEventFields,
  LoggedMigration,
  LogKind,
  LogLevel,
} from "./src/history/log_fields.ts";
export type { Emitter, EmitterAnswer } from "./src/history/emitter.ts";
export type {
  FormatContext,
  FormatPart,
  Formatter,
} from "./src/history/formatter.ts";
export { palette } from "./src/history/palette.ts";
export type { Palette } from "./src/history/palette.ts";
export { Line } from "./src/history/line.ts";
export type { Fill, Span } from "./src/history/line.ts";
export { printable } from "./src/history/printable.ts";
export { displayWidth, pad, stripEscapes } from "./src/history/width.ts";
export type { Align } from "./src/history/width.ts";
export { wantsColor } from "./src/history/color.ts";
export type { OutputStream } from "./src/history/color.ts";
