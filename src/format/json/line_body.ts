/**
 * The body of a record's line: its text without what the framer adds, which is
 * the watermark and the checksum.
 *
 * @module
 */
import type { RecordKind, Serializer } from "../../log/serializer.ts";
import { decodeUtf8 } from "../../log/utf8.ts";
import type { ChangeRecord, Snapshot } from "../../record.ts";
import { ENCODER } from "../../values/characters.ts";

/** The fields that the framer adds, however a script has set spaces in them. */
const FRAME_FIELDS =
  /(,\s*"d"\s*:\s*\d+)?(,\s*"c"\s*:\s*"[0-9a-fA-F]*")?\s*\}$/;

/** A record as it stands in a line, whatever its checksum says. */
export interface LineBody {
  /** The record, decoded. */
  readonly record:
    | { readonly kind: "change"; readonly change: ChangeRecord }
    | { readonly kind: "snapshot"; readonly snapshot: Snapshot };
  /** The text, to be framed anew; as the person left it where that can be. */
  readonly text: string;
  /** Whether it carries a watermark. */
  readonly marked: boolean;
  /** Whether it is strict JSON, so that a checksum can be put behind it. */
  readonly strict: boolean;
}

/**
 * Reads the record in the payload of a line.
 *
 * @throws {ReplayError} When it is no record of this kind.
 */
export function lineBody(
  kind: RecordKind,
  payload: Uint8Array,
  serializer: Serializer,
): LineBody {
  const whole = decodeUtf8(payload);
  const cut = whole.replace(FRAME_FIELDS, "}");
  const bytes = ENCODER.encode(cut);
  const record = kind === "change"
    ? { kind, change: serializer.decodeChange(bytes) }
    : { kind, snapshot: serializer.decodeSnapshot(bytes) };
  const held = record.kind === "change" ? record.change : record.snapshot;
  const strict = isStrict(cut);
  // A checksum elsewhere in the line goes with it when it is written anew; so do
  // comments, but only of a line that has a checksum to be put right.
  const stray = Object.hasOwn(held, "c") || Object.hasOwn(held, "d");
  const text = strict && !stray ? cut : textOf(record, serializer);
  const marked = /,\s*"d"\s*:/.test(FRAME_FIELDS.exec(whole)?.[0] ?? "") ||
    Object.hasOwn(held, "d");
  return { record, text, marked, strict };
}

function textOf(record: LineBody["record"], serializer: Serializer): string {
  return record.kind === "change"
    ? String(serializer.encodeChange(record.change))
    : String(serializer.encodeSnapshot(record.snapshot));
}

function isStrict(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
