/**
 * A part of a log as a log of its own: the state that it begins with, and its
 * changes, without what is masked.
 *
 * @module
 */
import { PointError, ReplayError } from "../../errors.ts";
import { JsonSerializer } from "../../format/json/serializer.ts";
import { Playback } from "../../history/playback.ts";
import { takeIndices } from "../../history/point/index_span.ts";
import type { Clock } from "../../history/point/position.ts";
import { type RangeInput, resolveRanges } from "../../history/point/span.ts";
import type { LogRecord } from "../../history/reader/log_record.ts";
import type { RecordReader } from "../../history/reader/record_reader.ts";
import { recordChecksum } from "../../format/record_checksum.ts";
import { recordId } from "../../history/reader/record_id.ts";
import type { Mask } from "../../history/shown/mask.ts";
import { ENCODER, NEWLINE } from "../../values/characters.ts";
import type { EmbeddedPlaces } from "../wire/embedded.ts";
import { MaskedCopy } from "./masked_copy.ts";

/** So many records are gone through at once. */
const BREATH = 256;
const END = new Uint8Array([NEWLINE]);
/** So much of a log is embedded at most: no text of a browser is longer. */
const MOST_BYTES = 256 << 20;

/** The revisions of a part. */
export interface Part {
  /** The first one. */
  readonly from: number;
  /** The last one. */
  readonly to: number;
}

/** A part of a log. */
export interface ExportedLog extends Part {
  /** The part as JSON lines. */
  readonly log: Uint8Array<ArrayBuffer>;
  /** Where its changes stood. */
  readonly places: EmbeddedPlaces;
}

/**
 * The revisions that ranges let through, those between them included; `undefined`
 * before the answer offers a pause.
 *
 * @throws {PointError} When a range can't be read, or nothing is in it.
 */
export function* partOf(
  reader: RecordReader,
  ranges: readonly RangeInput[],
  clock: Clock,
): Generator<Part | undefined> {
  if (ranges.length === 0) {
    if (reader.rev === reader.base) throw nothing(reader, "it");
    return yield { from: reader.base + 1, to: reader.rev };
  }
  const span = resolveRanges(reader, ranges, clock);
  const revs: number[] = [];
  let seen = 0;
  for (const record of reader.forward(span.from)) {
    if (record.rev > span.to) break;
    if (++seen % BREATH === 0) yield undefined;
    if (record.kind === "change" && span.includes(record)) {
      revs.push(record.rev);
    }
  }
  const kept = takeIndices(revs, span.indices);
  const [from] = kept;
  const to = kept.at(-1);
  if (from === undefined || to === undefined) {
    throw nothing(reader, "the range");
  }
  yield { from, to };
}

function nothing({ log: { path } }: RecordReader, where: string): PointError {
  return new PointError(`Cannot export "${path}": no change is in ${where}`, {
    point: "start",
    path,
  });
}

/**
 * Makes a part; `undefined` before the answer offers a pause.
 *
 * @throws {ReplayError} When a record can't be read.
 * @throws {PointError} When it is too large for a page.
 */
export function* exportedLog(
  reader: RecordReader,
  { from, to }: Part,
  mask: Mask,
): Generator<ExportedLog | undefined> {
  const writer = new PartWriter(reader, mask);
  if (from > 1) {
    const playback = new Playback(reader, reader.anchor(from - 1));
    while (playback.rev < from - 1) {
      const { rev } = playback;
      playback.playTo(Math.min(from - 1, rev + BREATH));
      if (playback.rev === rev) break;
      yield undefined;
    }
    playback.playTo(from - 1);
    writer.start(playback);
  }
  let last = from - 1;
  for (const record of reader.forward(from)) {
    const { kind, rev } = record;
    if (rev > to) break;
    if (rev > last + (kind === "change" ? 1 : 0)) {
      const { path } = reader.log;
      throw new ReplayError(
        `Cannot export "${path}": the records of the revisions ${
          last + 1
        } to ` +
          `${rev} are missing; name a range before or behind them`,
        { path },
      );
    }
    last = rev;
    if ((rev - from) % BREATH === 0) yield undefined;
    if (kind === "change") writer.add(record);
  }
  yield { from, to, log: writer.bytes, places: writer.places };
}

/** Writes the records of a part. */
class PartWriter {
  readonly #reader: RecordReader;
  readonly #copy: MaskedCopy;
  readonly #serializer = new JsonSerializer();
  readonly #parts: Uint8Array[] = [];
  #length = 0;
  readonly #files: number[] = [];
  readonly #offsets: number[] = [];
  readonly #bytes: number[] = [];
  readonly #lines: (number | null)[] = [];
  readonly #ids: (string | null)[] = [];

  constructor(reader: RecordReader, mask: Mask) {
    this.#reader = reader;
    this.#copy = new MaskedCopy(mask);
  }

  get places(): EmbeddedPlaces {
    return {
      files: this.#files,
      offsets: this.#offsets,
      bytes: this.#bytes,
      lines: this.#lines,
      ids: this.#ids,
    };
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  /** The state that the part begins with. */
  start({ rev, result: { state, version, mtime } }: Playback): void {
    const text = this.#serializer.encodeSnapshot({
      ts: this.#timeOf(rev),
      ...(version > 0 && { v: version }),
      ...(mtime !== undefined && { m: mtime }),
      r: rev,
      k: 1,
      state: this.#copy.state(state),
    });
    this.#line(ENCODER.encode(`SNAPSHOT ${text}`));
  }

  add(record: LogRecord): void {
    const { log, offset, end, payload } = record;
    const { id } = record; // its bytes last until the next one is read
    const { d: _watermark, ...change } = record.change();
    const before = this.#copy.count;
    const diff = this.#copy.diff(change.diff);
    // A line of which nothing is masked is the same, checksum and all.
    const isSame = this.#copy.count === before && log.format === "json";
    const line = isSame ? payload.slice() : ENCODER.encode(
      this.#serializer.encodeChange({
        ...change,
        ...(diff !== undefined && { diff }),
      }),
    );
    const own = recordId(
      record.rev,
      recordChecksum(this.#serializer, line, true),
    );
    this.#files.push(this.#reader.logs.indexOf(log));
    this.#offsets.push(offset);
    this.#bytes.push(end - offset);
    this.#lines.push(record.line);
    this.#ids.push(own === id ? null : id);
    this.#line(line);
  }

  #timeOf(rev: number): string {
    for (const record of this.#reader.forward(rev)) return record.ts;
    return "";
  }

  #line(line: Uint8Array): void {
    this.#parts.push(line, END);
    this.#length += line.length + 1;
    if (this.#length <= MOST_BYTES) return;
    throw new PointError(
      `Cannot export more than ${
        MOST_BYTES >> 20
      } MB of "${this.#reader.log.path}" as a page: name a shorter range`,
      { point: "end", path: this.#reader.log.path },
    );
  }
}
