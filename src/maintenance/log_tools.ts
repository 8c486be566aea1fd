/**
 * The tools for a log as a whole: verify it, salvage it, convert it, back
 * it up, accept what was edited in it, take values out of it.
 *
 * @module
 */
import { backupName } from "./backup/backup_name.ts";
import type { BackupReport } from "./backup/backup_report.ts";
import type { ConvertReport } from "./convert.ts";
import type { RedactReport } from "./redact/report.ts";
import type { ResealReport } from "./reseal/reseal.ts";
import type { SalvageReport } from "./salvage.ts";
import type { VerifyReport } from "./verify.ts";
import { type JobOptions, runJob } from "./job.ts";
import { type Format, serializerAddress } from "../format/load.ts";
import type { Serializer } from "../log/log_format.ts";
import { absolutePath } from "../file/file_path.ts";

export { copy } from "./copy/copy.ts";

/** A format by its name, by a serializer of ours, or by the module of your own. */
export type NamedFormat = "json" | "msgpack" | Serializer | URL;

/** How a log is read. */
export interface ReadOptions extends JobOptions {
  /** The format of the log; recognised when nothing is named. */
  readonly serializer?: NamedFormat | undefined;
}

/** How a log is converted. */
export interface ConvertOptions extends JobOptions {
  /** The format to write. */
  readonly serializer: NamedFormat;
  /** The format of the log; recognised when nothing is named. */
  readonly from?: NamedFormat | undefined;
}

/** How a backup is made. */
export interface BackupOptions extends JobOptions {
  /** The format of the log; recognised when nothing is named. */
  readonly serializer?: Format | undefined;
  /**
   * Take the archives of the log along, named after the copy. Default: false,
   * and the copy begins where the file does.
   */
  readonly archives?: boolean | undefined;
}

/** How a log is resealed. */
export interface ResealOptions extends JobOptions {
  /** Look only: the report says what would be done. Default: false. */
  readonly dryRun?: boolean | undefined;
  /**
   * Make snapshots that contradict the edited lines say what those lead to.
   * Default: false, and such a log is refused.
   */
  readonly acceptContradictions?: boolean | undefined;
}

/** How a log is redacted. */
export interface RedactOptions extends ReadOptions {
  /**
   * Put the new log in the place of the old one, which is kept beside it as
   * `<name>.before-<time>`; then `into` is undefined. Default: false.
   */
  readonly replace?: boolean | undefined;
  /** Look only: the report says what would be done. Default: false. */
  readonly dryRun?: boolean | undefined;
  /** Redact the archives of the log, too. Default: true. */
  readonly archives?: boolean | undefined;
}

/** Verifies a log; `Kanta.verify` says how. */
export async function verify(
  path: string | URL,
  { serializer, ...options }: ReadOptions = {},
): Promise<VerifyReport> {
  const format = serializerAddress(serializer);
  return await runJob(
    { kind: "verify", path: absolutePath(path), format },
    options,
  );
}

/** Salvages a log; `Kanta.salvage` says how. */
export async function salvage(
  path: string | URL,
  into: string | URL,
  { serializer, ...options }: ReadOptions = {},
): Promise<SalvageReport> {
  const format = serializerAddress(serializer);
  const files = { path: absolutePath(path), into: absolutePath(into) };
  return await runJob({ kind: "salvage", ...files, format }, options);
}

/**
 * Writes a log to a new file in another format, record by record.
 *
 * Every field of every record is kept, those that we do not know too; comments
 * and blank lines are not. The log itself is not touched, and may be open
 * meanwhile: what was in it at the beginning is converted. A torn tail is left
 * out.
 *
 * @throws {FileLockError} When there is no log, or something stands at `into`.
 * @throws {CorruptionError} When a record is damaged; no file is left then.
 *
 * @example
 * ```ts
 * import { Kanta } from "@kanta/core";
 * import { convert } from "@kanta/core/maintenance";
 *
 * const folder = await Deno.makeTempDir();
 * const db = await Kanta.open(`${folder}/data.kantadb`, { visits: 0 });
 * await db.close();
 * const { records } = await convert(
 *   `${folder}/data.kantadb`,
 *   `${folder}/data-binary.kantadb`,
 *   { serializer: "msgpack" },
 * );
 * console.log(records); // 1
 * ```
 */
export async function convert(
  path: string | URL,
  into: string | URL,
  { serializer, from, ...options }: ConvertOptions,
): Promise<ConvertReport> {
  const files = { path: absolutePath(path), into: absolutePath(into) };
  return await runJob({
    kind: "convert",
    ...files,
    from: serializerAddress(from),
    to: addressOf(serializer),
  }, options);
}

/**
 * Makes a backup: a copy of the log's file, as far as it goes at this moment.
 *
 * The log may be written to meanwhile; no lock is taken, nor is its writer held
 * up. The copy is verified by replay before it gets its name, so what has the name
 * is whole: until then, and for good if the job is killed, it has `.unfinished`
 * behind it. A torn end is left out. Where `into` ends with a slash, the copy gets
 * a name of its own in that folder: the log's, with the time.
 *
 * @throws {FileLockError} When there is no log, or something stands at `into`.
 * @throws {DataIntegrityError} When verifying the copy finds something wrong.
 * @throws {DiskFullError} When there is no room.
 *
 * @example
 * ```ts
 * import { Kanta } from "@kanta/core";
 * import { backup } from "@kanta/core/maintenance";
 *
 * const folder = await Deno.makeTempDir();
 * await using db = await Kanta.open(`${folder}/data.kantadb`, { visits: 0 });
 * const { rev, into } = await backup(db.filename, `${folder}/backups/`);
 * console.log(rev, into); // 1 /tmp/.../backups/data-20261201T101500Z.kantadb
 * ```
 */
export async function backup(
  log: string | URL | Uint8Array,
  into: string | URL,
  { serializer, archives = false, ...options }: BackupOptions = {},
): Promise<BackupReport> {
  const path = log instanceof Uint8Array ? "" : absolutePath(log);
  return await runJob({
    kind: "backup",
    path,
    ...(log instanceof Uint8Array && { bytes: log }),
    into: backupName(path, absolutePath(into), new Date()),
    format: serializerAddress(serializer),
    archives,
  }, options);
}

/**
 * Accepts what a person or a script changed in a log of JSON lines.
 *
 * Lines that can be read, and whose change still applies, get a checksum that
 * fits. The file as it was is kept beside it, and nothing is guessed: git's
 * conflict markers, and lines that are no record, are refused by their number.
 * Whether a line was edited or a bit of it flipped can't be told, so look at the
 * plan first. No program may have the log open, but for a `dryRun`.
 *
 * @throws {FileLockError} When there is no log of lines, or somebody has it open.
 * @throws {EditedError} When a line can't be accepted as it is.
 * @throws {CorruptionError} When one is no text any more: salvage the log.
 * @throws {DataIntegrityError} When snapshots contradict the edit.
 *
 * @example
 * ```ts
 * import { Kanta } from "@kanta/core";
 * import { reseal } from "@kanta/core/maintenance";
 *
 * const path = await Deno.makeTempFile({ suffix: ".kantadb" });
 * const db = await Kanta.open(path, { visits: 1 });
 * await db.close();
 * const text = await Deno.readTextFile(path);
 * await Deno.writeTextFile(path, text.replace('"visits":1', '"visits":7'));
 *
 * const plan = await reseal(path, { dryRun: true });
 * console.log(plan.lines[0]?.line, plan.lines[0]?.effect); // 1 visits = 7
 * const { kept } = await reseal(path);
 * console.log(kept); // the file as it was
 * ```
 */
export async function reseal(
  path: string | URL,
  { dryRun = false, acceptContradictions = false, ...options }: ResealOptions =
    {},
): Promise<ResealReport> {
  const request = { dryRun, acceptContradictions };
  return await runJob(
    { kind: "reseal", path: absolutePath(path), ...request },
    options,
  );
}

/**
 * Takes values out of the whole history of a log: out of its changes, its
 * snapshots and its archives.
 *
 * `places` are patterns from the root, such as `users.*.email` or `**.token`, and
 * upper and lower case are the same. Each revision keeps its time, action and
 * user, and its state is what it was without what the patterns mean: members are
 * gone, items of lists are null. A mark in the records says what was taken and
 * when. The new log is verified before it gets its name.
 *
 * The present state must not hold what is meant any more: delete it by a
 * transaction before. The old log stays as it is, unless `replace` is set; the
 * report names where else the values may still be, so look at a `dryRun` first.
 *
 * @throws {FileLockError} When there is no log, something stands at `into`, or
 * somebody has a log open that is to be replaced.
 * @throws {DataIntegrityError} When the present state holds what is meant, or the
 * new log is not what it has to be; no new file is left then.
 * @throws {CorruptionError} When a record is damaged.
 *
 * @example
 * ```ts
 * import { Kanta } from "@kanta/core";
 * import { redact } from "@kanta/core/maintenance";
 *
 * const folder = await Deno.makeTempDir();
 * const path = `${folder}/data.kantadb`;
 * const db = await Kanta.open<{ users: Record<string, unknown> }>(path, {
 *   users: {},
 * });
 * db.transaction("create", (data) => {
 *   data.users["eve"] = { name: "Eve", email: "eve@example.org" };
 * });
 * db.transaction("delete", (data) => void delete data.users["eve"]);
 * await db.close();
 *
 * const places = ["users.*.email"];
 * const plan = await redact(path, places, undefined, { dryRun: true });
 * console.log(plan.taken[0]?.at, plan.present); // users.eve.email []
 * await redact(path, places, `${folder}/clean.kantadb`);
 * ```
 */
export async function redact(
  path: string | URL,
  places: string | readonly string[],
  into: string | URL | undefined,
  options: RedactOptions = {},
): Promise<RedactReport> {
  const { serializer, replace = false, dryRun = false, archives = true } =
    options;
  if (!dryRun && replace === (into !== undefined)) {
    throw new TypeError(
      "A redacted log is written to a new file, or with { replace: true } in " +
        "the place of the old one",
    );
  }
  return await runJob({
    kind: "redact",
    path: absolutePath(path),
    places: typeof places === "string" ? [places] : [...places],
    into: into === undefined ? undefined : absolutePath(into),
    replace,
    dryRun,
    archives,
    format: serializerAddress(serializer),
  }, options);
}

function addressOf(format: Format): string {
  return serializerAddress(format) ?? "json";
}
