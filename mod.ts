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
export type { KantaLike } from "./src/kanta_like.ts";
export { KantaEventTarget } from "./src/database/notifier.ts";
export { Transaction } from "./src/database/transaction.ts";
export { SharedWriter } from "./src/store/file/client/shared_writer.ts";
export { JsonSerializer, MsgPackSerializer } from "./src/format/serializers.ts";
export type {
  DeepReadonly,
  ReadonlyList,
  Unchanging,
  Writable,
} from "./src/deep_readonly.ts";
export type {
  Bootstrap,
  BootstrapOptions,
  KantaOptions,
  OpenOptions,
  TransactionOptions,
  Validator,
} from "./src/database/options.ts";
export type { StandardSchema } from "./src/database/schema/standard_schema.ts";
export type {
  Migration,
  MigrationReport,
  Migrations,
} from "./src/database/schema/migrations.ts";
export type { TypeCodec } from "./src/values/kinds.ts";
export {
  AbortedEvent,
  ChangeEvent,
  ClockEvent,
  MigratedEvent,
  OpenedEvent,
  SnapshotEvent,
  WriterEvent,
} from "./src/database/events.ts";
export type { KantaEvents, OpenReport } from "./src/database/events.ts";
export {
  AwayError,
  BackpressureError,
  CorruptionError,
  DatabaseError,
  DataIntegrityError,
  DiskFullError,
  EditedError,
  FileLockError,
  NotStorableError,
  ReplayError,
  TakenOverError,
  WriteError,
  WriterDiedError,
} from "./src/errors.ts";
