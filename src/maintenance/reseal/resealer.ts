/**
 * The walk through a log that was edited: which lines stay, which get a checksum
 * that fits, and which nobody but a person can settle.
 *
 * @module
 */
import { CorruptionError, EditedError, ReplayError } from "../../errors.ts";
import { formatDiff } from "../../changelog/format_diff.ts";
import { printable } from "../../changelog/text/printable.ts";
import { computeDiff } from "../../diff/diff.ts";
import { inspect, kindOfLine, payloadOf } from "../../format/json/frames.ts";
import { type Line, readLines } from "../../format/json/line_reader.ts";
import { JsonSealer } from "../../format/json/sealer.ts";
import type { ReportProgress } from "../../history/reader/log_reader.ts";
import type {
  Frame,
  Payload,
  RecordKind,
  Serializer,
  Source,
} from "../../log/serializer.ts";
import { MEND } from "../../log/tail_reader.ts";
import type { ChangeRecord, Snapshot } from "../../record.ts";
import { Findings, reasonOf } from "../findings.ts";
import { type LineBody, lineBody } from "../../format/json/line_body.ts";
import {
  checkRevision,
  checkSnapshot,
} from "../../replay/check/snapshot_check.ts";
import { TrialReplay } from "../trial_replay.ts";
import { ENCODER } from "../../values/characters.ts";

/** The log that is walked through. */
export interface EditedLog {
  /** The path. */
  readonly path: string;
  /** The bytes. */
  readonly source: Source;
  /** Knows its records: lines of JSON. */
  readonly serializer: Serializer;
}

/** A line that gets a checksum that fits. */
export interface ResealedLine {
  /** The number. */
  readonly line: number;
  /** Byte offset where it begins. */
  readonly offset: number;
  /** Why it is not taken as it is. */
  readonly reason: string;
  /** The line; a long one is cut. */
  readonly text: string;
  /** The effect on the state, as the change log shows it. */
  readonly effect: string;
}

/** More lines are counted, and not listed. */
const MOST = 1000;
/** A longer text is cut. */
const LONGEST = 2000;
/** Progress is told at least so many bytes apart. */
const STEP = 1 << 20;
/** A checksum at the end of a line, whether or not it fits. */
const SEALED = /"c"\s*:\s*"[0-9a-f]{8}"\s*\}\s*$/;
/** So much of a line's end is looked at for one. */
const END = 64;

/** Walks through one log. */
export class Resealer {
  /** The lines that get a checksum. */
  readonly list: ResealedLine[] = [];
  /** How many they are. */
  count = 0;
  /** How many lines have to say another watermark, since they moved. */
  moved = 0;
  /** Snapshots that the lines before them do not lead to. */
  readonly contradictions = new Findings();
  readonly #path: string;
  readonly #source: Source;
  readonly #agree: boolean;
  readonly #serializer: Serializer;
  readonly #sealer = new JsonSealer();
  readonly #replay = new TrialReplay();
  /** Whether lines of this log have checksums: in others one is not missing. */
  readonly #sealed: boolean;
  #records = 0;
  /** Whether the number of changes since the very first is known. */
  #counted = true;
  #number = 0;
  /** Byte offset in the new file. */
  #at = 0;

  /** `agree` makes snapshots that contradict say what the lines lead to. */
  constructor({ path, source, serializer }: EditedLog, agree: boolean) {
    this.#path = path;
    this.#source = source;
    this.#serializer = serializer;
    this.#agree = agree;
    this.#sealed = hasSeals(source);
  }

  /**
   * The bytes of the new file.
   *
   * @throws {EditedError} At the first line that can't be accepted.
   */
  *lines(watch: ReportProgress = () => {}): Generator<Uint8Array> {
    const { size } = this.#source;
    let told = 0;
    for (const line of readLines(this.#source, 0)) {
      this.#number++;
      for (const bytes of this.#take(line)) {
        this.#at += bytes.length;
        yield bytes;
      }
      if (line.after - told < STEP) continue;
      told = line.after;
      watch({ read: told, size });
    }
    watch({ read: size, size });
  }

  #take(line: Line): readonly Uint8Array[] {
    const frame = inspect(line, this.#number);
    const same = [wholeOf(line)];
    if (frame === undefined) return same; // blank, or a comment
    if (frame.kind !== "bad") return this.#takeGood(line, frame);
    if (!line.ended) return same; // torn: opening cuts it off, with a copy
    if (!frame.readable) {
      throw this.#error(CorruptionError, line, `${frame.reason}; ${MEND}`);
    }
    const kind = kindOfLine(line);
    if (kind !== "change" && kind !== "snapshot" || frame.end < line.after) {
      throw this.#unacceptable(line, frame.reason);
    }
    return this.#accept(line, this.#bodyOf(line, kind), frame.reason);
  }

  #takeGood(line: Line, frame: Frame): readonly Uint8Array[] {
    const { kind, checked, watermark, offset } = frame;
    const body = this.#bodyOf(line, kind);
    if (!checked && this.#sealed && body.strict) {
      return this.#accept(line, body, "it has no checksum");
    }
    const before = this.#replayed(line, body, checked);
    const moved = watermark !== undefined &&
      (this.#at !== offset || watermark > offset);
    if (before === undefined && !(moved && checked)) return [wholeOf(line)];
    if (moved) this.moved++;
    return this.#framed(before ?? [{ kind, text: body.text }], moved);
  }

  /** Takes an edited line, and notes what it does. */
  #accept(line: Line, body: LineBody, reason: string): readonly Uint8Array[] {
    const records = this.#replayed(line, body, false);
    this.count++;
    if (this.list.length < MOST) {
      this.list.push({
        line: this.#number,
        offset: line.offset,
        reason,
        text: short(new TextDecoder().decode(contentOf(line))),
        effect: short(this.#effectOf(body)),
      });
    }
    const { record: { kind }, text, marked } = body;
    return this.#framed(records ?? [{ kind, text }], marked);
  }

  /** The effect of a record, decoded once more: what was applied is the state's. */
  #effectOf({ record, text }: LineBody): string {
    if (record.kind === "snapshot") return "the state is what it says";
    const { diff } = this.#serializer.decodeChange(ENCODER.encode(text));
    const current = this.#replay.result.state;
    return formatDiff(diff, { current }).join("\n") || "nothing changes";
  }

  /** Lines of records; the first has a watermark if it had one. */
  #framed(
    records: readonly { readonly kind: RecordKind; readonly text: Payload }[],
    marked: boolean,
  ): Uint8Array[] {
    let at = this.#at;
    return records.map(({ kind, text }, i) => {
      // The whole file is synced before it gets its name, up to this line, too.
      const mark = marked && i === 0 ? at : undefined;
      const bytes = this.#sealer.frame(kind, [text], at, mark);
      at += bytes.length;
      return bytes;
    });
  }

  #bodyOf(line: Line, kind: RecordKind): LineBody {
    try {
      return lineBody(kind, payloadOf(line), this.#serializer);
    } catch (error) {
      if (!(error instanceof ReplayError)) throw error;
      throw this.#unacceptable(line, reasonOf(error));
    }
  }

  /** Replays a record; returns what is to stand in its place, if not itself. */
  #replayed(line: Line, { record }: LineBody, checked: boolean) {
    this.#records++;
    if (record.kind === "snapshot") {
      return this.#snapshot(line, record.snapshot, checked);
    }
    const problem = this.#replay.change(record.change, false);
    if (problem === undefined) return undefined;
    throw this.#unacceptable(line, `its change does not apply: ${problem}`);
  }

  #snapshot(line: Line, snapshot: Snapshot, checked: boolean) {
    const trusted = snapshot.k === 1 ? snapshot.r : undefined;
    const { state, version, mtime, rev } = this.#replay.result;
    if (this.#records === 1) {
      // An archive may have what came before.
      this.#counted = trusted !== undefined;
      return this.#begin(line, snapshot, trusted ?? 0);
    }
    const mismatch = checkSnapshot(this.#replay.result, snapshot);
    const wrong = this.#counted ? checkRevision(rev, snapshot) : undefined;
    if (mismatch === undefined && wrong === undefined) {
      const known = this.#counted ? rev : trusted ?? rev;
      this.#counted ||= trusted !== undefined;
      return this.#begin(line, snapshot, known);
    }
    const reason = [mismatch?.reason, wrong].filter(Boolean).join("; ");
    const place = { offset: line.offset, end: line.after, line: this.#number };
    this.contradictions.add(place, reason, mismatch?.diff);
    if (checked || mismatch === undefined) {
      // A snapshot that was not edited is to say what the lines lead to.
      const v = Math.max(version, snapshot.v ?? 0);
      const said = { ...snapshot, state, v, m: mtime, r: rev };
      const text = this.#serializer.encodeSnapshot(said);
      return this.#agree ? [{ kind: "snapshot" as const, text }] : undefined;
    }
    const { ts, v, m } = snapshot;
    const diff = computeDiff(state, snapshot.state);
    const change: ChangeRecord = { ts, a: "reseal", v, m, diff };
    const said = { ...snapshot, r: rev + 1 };
    const records = [
      { kind: "change" as const, text: this.#serializer.encodeChange(change) },
      {
        kind: "snapshot" as const,
        text: this.#serializer.encodeSnapshot(said),
      },
    ];
    this.#begin(line, snapshot, rev + 1);
    return this.#agree ? records : undefined;
  }

  #begin(line: Line, snapshot: Snapshot, rev: number): undefined {
    const problem = this.#replay.snapshot(snapshot, rev);
    if (problem !== undefined) throw this.#unacceptable(line, problem);
    return undefined;
  }

  #unacceptable(line: Line, reason: string): EditedError {
    return this.#error(
      EditedError,
      line,
      `${reason}; it can't be accepted so: mend the line, or take it out`,
    );
  }

  #error<E>(
    Class: new (message: string, options: object) => E,
    { offset }: Line,
    reason: string,
  ): E {
    const [path, line] = [this.#path, this.#number];
    return new Class(
      `Cannot reseal "${path}": line ${line} (byte ${offset}): ${reason}`,
      { path, line, offset },
    );
  }
}

/** Whether any line ends in a checksum. */
function hasSeals(source: Source): boolean {
  const decoder = new TextDecoder();
  return readLines(source, 0).some((line) =>
    SEALED.test(decoder.decode(contentOf(line).subarray(-END)))
  );
}

function contentOf({ bytes, start, end }: Line): Uint8Array {
  return bytes.subarray(start, end);
}

/** A line with its line end. */
function wholeOf({ bytes, start, end, ended }: Line): Uint8Array {
  return bytes.slice(start, ended ? end + 1 : end);
}

function short(text: string): string {
  const said = text.split("\n").map(printable).join("\n");
  return said.length <= LONGEST ? said : `${said.slice(0, LONGEST)} ...`;
}
