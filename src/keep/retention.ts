/**
 * Options about keeping a file small, read and checked: durations become moments,
 * texts numbers.
 *
 * @module
 */
import { momentBefore, readAge, readCount, readSize } from "./amounts.ts";
import type {
  ArchiveRules,
  KeepOptions,
  Retention,
  RetentionBounds,
  RotateOptions,
} from "./options.ts";
import type { ArchiveBounds, CutBounds, RotationRequest } from "./rotation.ts";

/** The bounds that a retention stands for. */
function boundsOf(retention: Retention | undefined): RetentionBounds {
  if (retention === undefined) return {};
  const age = typeof retention !== "object" || retention === null ||
    retention instanceof Temporal.Duration;
  return age ? { age: retention } : retention;
}

function cutBounds(
  { age, size, records }: RetentionBounds,
  now: Temporal.Instant,
): CutBounds {
  return {
    ...(age !== undefined && {
      before: momentBefore(now, readAge("retention.age", age)),
    }),
    ...(size !== undefined && { size: readSize("retention.size", size) }),
    ...(records !== undefined && {
      records: readCount("retention.records", records),
    }),
  };
}

function archiveBounds(
  { age, count, size }: ArchiveRules,
  now: Temporal.Instant,
): ArchiveBounds {
  return {
    ...(age !== undefined && {
      before: momentBefore(now, readAge("archives.age", age)),
    }),
    ...(count !== undefined && { count: readCount("archives.count", count) }),
    ...(size !== undefined && { size: readSize("archives.size", size) }),
  };
}

/**
 * The request for the writer: the bounds that are given in place, or those of the
 * database's options.
 *
 * @throws {TypeError} When an option can't be meant.
 */
export function rotationRequest(
  options: KeepOptions,
  now: Temporal.Instant,
  given: RotateOptions = {},
): RotationRequest {
  const { age, size, records, dryRun = false } = given;
  const own = age !== undefined || size !== undefined || records !== undefined;
  const bounds = own
    ? { age, size, records }
    : boundsOf(given.retention ?? options.retention);
  const archive = given.archive ?? options.archive ?? "plain";
  if (archive !== "plain" && archive !== "gzip") {
    throw new TypeError(
      `Cannot take ${String(archive)} for archive: "plain" or "gzip" is wanted`,
    );
  }
  const rules = given.archives ?? options.archives;
  return {
    ...cutBounds(bounds, now),
    dryRun,
    gzip: archive === "gzip",
    ...(rules !== undefined && { archives: archiveBounds(rules, now) }),
  };
}

/** Whether a request bounds the history at all. */
export function isBounded(
  { before, size, records }: CutBounds,
): boolean {
  return before !== undefined || size !== undefined || records !== undefined;
}
