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
 *   data.users["alice"] = { name: "Alice" };
 * });
 * console.log(db.data.users["alice"]?.name);
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
} from "./src/database/options.ts";
export type { Bootstrap } from "./src/database/options.ts";
export type { DeepReadonly, Whole } from "./src/deep_readonly.ts";
export type { TimeInput } from "./src/database/record_clock.ts";
export type {
  SchemaIssue,
  SchemaResult,
  StandardSchema,
} from "./src/database/schema/standard_schema.ts";
export type { Nothing } from "./src/database/schema/callback.ts";
export { Transaction } from "./src/database/transaction.ts";
export type { TransactionEnd } from "./src/database/transaction.ts";
export {
  AbortedEvent,
  ChangeEvent,
  ClockEvent,
  MigratedEvent,
  OpenedEvent,
  SnapshotEvent,
  WriterEvent,
} from "./src/database/events.ts";
export { KantaEventTarget } from "./src/database/event_target.ts";
export type { KantaEvents, OpenReport } from "./src/database/events.ts";
export type {
  Migration,
  MigrationContext,
  MigrationReport,
  Migrations,
  MigrationStep,
} from "./src/database/schema/migrations.ts";
export * from "./src/errors.ts";
export type { ChangeRecord, Diff, Snapshot } from "./src/record.ts";
export { SharedWriter } from "./src/store/file/client/shared_writer.ts";
export type {
  SnapshotInfo,
  SnapshotPolicy,
  SyncPolicy,
} from "./src/store/store.ts";
export type {
  LastRecord,
  RebuiltSnapshot,
  TornTail,
} from "./src/log/log_content.ts";
export { Tagged } from "./src/values/kinds.ts";
export type { TypeCodec } from "./src/values/kinds.ts";
export { TypeRegistry } from "./src/values/kinds.ts";
export { replay } from "./src/replay/replay_bytes.ts";
export type { ReplayOptions } from "./src/replay/replay_bytes.ts";
export type { Replayed } from "./src/replay/replayer.ts";
export { convert, reseal } from "./src/maintenance/log_tools.ts";
export type {
  ConvertOptions,
  NamedFormat,
  ReadOptions,
  ResealOptions,
} from "./src/maintenance/log_tools.ts";
export type { JobOptions } from "./src/maintenance/job.ts";
export type { JobProgress } from "./src/history/reader/log_reader.ts";
export type { Finding } from "./src/maintenance/findings.ts";
export type { TornEnd, VerifyReport } from "./src/maintenance/verify.ts";
export type { SalvageReport } from "./src/maintenance/salvage.ts";
export type { ConvertReport } from "./src/maintenance/convert.ts";
export type { ResealReport } from "./src/maintenance/reseal/reseal.ts";
export type { ResealedLine } from "./src/maintenance/reseal/resealer.ts";
export { computeDiff } from "./src/diff/diff.ts";
export { applyDiff } from "./src/diff/apply.ts";
export { deepEqual } from "./src/values/equal.ts";
export { JsonSerializer } from "./src/format/json/serializer.ts";
export { MsgPackSerializer } from "./src/format/binary/serializer.ts";
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
export { configureLogging, writeEvent } from "./src/changelog/logging.ts";
export type { LoggingOptions, LogSink } from "./src/changelog/logging.ts";
export { formatDiff } from "./src/changelog/format_diff.ts";
export type {
  DiffOptions,
  FormatDiffOptions,
} from "./src/changelog/format_diff.ts";
export { formatChange, logChange } from "./src/changelog/log_change.ts";
export type {
  FormatChangeOptions,
  LogChangeOptions,
} from "./src/changelog/log_change.ts";
export { LogEvent } from "./src/changelog/log_event.ts";
export type {
  LogCategory,
  LogEventFields,
  LoggedMigration,
  LogKind,
  LogLevel,
} from "./src/changelog/log_fields.ts";
export type { Emitter, EmitterAnswer } from "./src/changelog/emitter.ts";
export type {
  FormatContext,
  FormatPart,
  Formatter,
} from "./src/changelog/formatter.ts";
export { palette } from "./src/changelog/text/palette.ts";
export type { Palette } from "./src/changelog/text/palette.ts";
export { StyledLine } from "./src/changelog/text/styled_line.ts";
export type { Fill, Span } from "./src/changelog/text/styled_line.ts";
export { printable } from "./src/changelog/text/printable.ts";
export { displayWidth, pad, stripEscapes } from "./src/changelog/text/width.ts";
export type { Align } from "./src/changelog/text/width.ts";
export { wantsColor } from "./src/changelog/text/color.ts";
export type { OutputStream } from "./src/changelog/text/color.ts";
