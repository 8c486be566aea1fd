/**
 * One log made anew without what is taken, and verified.
 *
 * @module
 */
import { DataIntegrityError, ReplayError } from "../../errors.ts";
import type { FileSystem } from "../../file/log_file.ts";
import {
  LogReader,
  type ReportProgress,
} from "../../history/reader/log_reader.ts";
import { placeText } from "../../history/changes/place_text.ts";
import type { Redaction } from "../../log/redaction.ts";
import { deepEqual } from "../../values/equal.ts";
import { PlaceState } from "../../values/pattern/place_state.ts";
import { damageError, reasonOf } from "../findings.ts";
import { LogRewriter } from "../log_rewriter.ts";
import { tornEnd } from "../verify.ts";
import { LogRedactor } from "./log_redactor.ts";
import type { KeptTexts } from "./kept_texts.ts";
import { beginningOf } from "./remaining.ts";
import { writtenAt } from "./replacing.ts";
import type { RedactedFile } from "./report.ts";
import type { Taken } from "./taken.ts";
import { ValueRedactor } from "./value_redactor.ts";

/** More places of a state are counted, and not listed. */
const MOST = 1000;

/** The task for one log. */
export interface OneLog {
  /** The format; recognised when undefined. */
  readonly format: string | undefined;
  /** Where the new log is to be; absent: look only. */
  readonly target: string | undefined;
  /** The redaction: what is taken, and when. */
  readonly mark: Redaction;
  /** The account of what is taken. */
  readonly taken: Taken;
  /** Is told how far it is. */
  readonly watch: ReportProgress;
}

/** A log that was redacted. */
export interface RedactedLog {
  /** The report's part about it. */
  readonly file: RedactedFile;
  /** The new log, complete but for its name; absent once it has that. */
  log: LogRewriter | undefined;
  /** The name that it is to have. */
  readonly target: string | undefined;
  /** The time of its first record. */
  readonly beginning: string | undefined;
  /** Places of its last state that are meant. */
  readonly present: {
    readonly places: readonly string[];
    readonly count: number;
  };
}

/**
 * Makes a log anew.
 *
 * @throws {CorruptionError} When a record is damaged, or does not fit.
 * @throws {DataIntegrityError} When the new log is not what it has to be.
 */
export async function redactOne(
  disk: FileSystem,
  path: string,
  { format, target, mark, taken, watch }: OneLog,
): Promise<RedactedLog> {
  const scan = await LogReader.open(disk, path, format);
  let log: LogRewriter | undefined;
  try {
    const { serializer } = scan;
    log = target === undefined ? undefined : new LogRewriter(
      disk,
      writtenAt(target, target === scan.path),
      serializer,
      target === scan.path ? scan.path : undefined,
    );
    const redactor = new LogRedactor(serializer, mark, { taken });
    replay(scan, redactor, watch, log);
    const beginning = beginningOf(scan);
    const present = placesIn(redactor.result.state, mark.places);
    if (log !== undefined && present.count === 0) {
      await check(disk, log.complete(), scan.format, redactor, mark, watch);
    }
    const { kinds, touched } = redactor;
    const file = {
      path: scan.path,
      format: scan.format,
      changes: kinds.change,
      snapshots: kinds.snapshot,
      changesTouched: touched.change,
      snapshotsTouched: touched.snapshot,
      ...(redactor.contradictions > 0 &&
        { contradictions: redactor.contradictions }),
      size: scan.size,
      ...tornEnd(scan),
    };
    return { file, log, target, beginning, present };
  } catch (error) {
    discard(log);
    throw error;
  } finally {
    scan.close();
  }
}

function replay(
  scan: LogReader,
  redactor: LogRedactor,
  watch: ReportProgress,
  log?: LogRewriter,
): void {
  if (scan.damage !== undefined) {
    throw damageError(
      "redact",
      scan,
      { line: 1, offset: 0 },
      scan.damage.reason,
    );
  }
  for (const frame of scan.frames(watch, scan.end)) {
    if (frame.kind === "bad") {
      throw damageError("redact", scan, frame, frame.reason);
    }
    try {
      redactor.take(
        frame,
        log && ((payload) => log.add(frame.kind, payload)),
      );
    } catch (error) {
      if (!(error instanceof ReplayError)) throw error;
      throw damageError("redact", scan, frame, reasonOf(error), error);
    }
  }
}

/** Looks in a log for texts that are taken and stand at other places, too. */
export async function lookAgain(
  disk: FileSystem,
  path: string,
  { format, mark, watch }: Pick<OneLog, "format" | "mark" | "watch">,
  kept: KeptTexts,
): Promise<void> {
  const scan = await LogReader.open(disk, path, format);
  try {
    const redactor = new LogRedactor(scan.serializer, mark, { kept });
    replay(scan, redactor, watch);
  } finally {
    scan.close();
  }
}

/** Removes a new log, as far as that can be: something else failed, which is told. */
export function discard(log: LogRewriter | undefined): void {
  try {
    log?.discard();
  } catch { // the error that led here says why
  }
}

/** Nothing that is meant may be in the new log, and it leads to the same state. */
async function check(
  disk: FileSystem,
  draft: string,
  format: string,
  before: LogRedactor,
  mark: Redaction,
  watch: ReportProgress,
): Promise<void> {
  const scan = await LogReader.open(disk, draft, format);
  try {
    const after = new LogRedactor(scan.serializer, mark);
    replay(scan, after, watch);
    const { result, touched, kinds } = after;
    const problem = touched.change + touched.snapshot > 0
      ? "some of what is meant is still in it"
      : kinds.change !== before.kinds.change ||
          kinds.snapshot !== before.kinds.snapshot
      ? "it has not as many records"
      : after.contradictions > before.contradictions
      ? "a snapshot in it says otherwise than the changes before it"
      : result.rev !== before.result.rev
      ? `it ends at revision ${result.rev}, and the old one at ` +
        `${before.result.rev}`
      : !deepEqual(result.state, before.state)
      ? "it leads to another state"
      : undefined;
    if (problem === undefined) return;
    throw new DataIntegrityError(
      `Cannot redact into "${draft}": ${problem}; verify the old log; no file ` +
        "was left",
      { path: draft },
    );
  } finally {
    scan.close();
  }
}

/** The places of a state that patterns mean. */
export function placesIn(
  state: unknown,
  patterns: readonly string[],
): RedactedLog["present"] {
  const places: string[] = [];
  let count = 0;
  new ValueRedactor((path) => {
    if (count++ < MOST) places.push(placeText(path));
  }).without(state, PlaceState.of(patterns));
  return { places, count };
}
