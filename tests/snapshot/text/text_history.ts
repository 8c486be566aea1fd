/**
 * Random histories of a state, as lines of a log, and a state in texts that
 * follows them.
 *
 * @module
 */
import { crc32c, viewOf } from "../../../src/log/crc32c.ts";
import { JsonSerializer } from "../../../src/format/json/serializer.ts";
import { Replayer } from "../../../src/replay/replayer.ts";
import type { SnapshotValue } from "../../../src/snapshot/live/snapshot_value.ts";
import {
  textOf,
  type TextRoom,
} from "../../../src/snapshot/text/member_index.ts";
import { TextObject } from "../../../src/snapshot/text/text_object.ts";
import { TextReplay } from "../../../src/snapshot/text/text_replay.ts";
import { TextStore } from "../../../src/snapshot/text/text_store.ts";
import { computeDiff } from "../../../src/diff/diff.ts";
import { NO_TYPES } from "../../../src/values/kinds.ts";
import { decodeUtf8 } from "../../../src/log/utf8.ts";
import { concat } from "../../log/byte_source.ts";
import { recordBytes } from "../../support/record_bytes.ts";
import type { Random } from "../../support/random.ts";
import { cloned, mutated, randomScalar } from "../../support/random_states.ts";

/** The format of these logs. */
export const json = new JsonSerializer();
const framer = json.createFramer();
const parts = json.createParts();
const ENCODER = new TextEncoder();

/** The time of every record. */
export const TS = "2026-06-10T02:55:00.000001Z";

/** A state as a snapshot has it, encoded whole. */
export function stateText(state: unknown): string {
  return String(parts.value(state));
}

/** A copy of a state with scalars set that are there already, in one object. */
function scalarsSet(random: Random, state: unknown): unknown {
  const copy = cloned(state);
  let at = copy as Record<string, unknown>;
  for (;;) {
    const inner = Object.values(at).filter((value) =>
      typeof value === "object" && value !== null &&
      Object.getPrototypeOf(value) === Object.prototype
    );
    if (inner.length === 0 || random.chance(0.2)) break;
    at = random.pick(inner) as Record<string, unknown>;
  }
  for (const key of Object.keys(at)) {
    if (!random.chance(0.5)) continue;
    const value = randomScalar(random, random.chance(0.2));
    Object.defineProperty(at, key, { value });
  }
  return copy;
}

/** Another state, and the line of the change that leads to it; none if none does. */
export function nextChange(
  random: Random,
  state: unknown,
): { readonly after: unknown; readonly line: Uint8Array } | undefined {
  const after = random.chance(0.6) && isPlain(state)
    ? scalarsSet(random, state)
    : mutated(random, state, 4);
  const diff = computeDiff(state, after);
  if (diff === undefined) return undefined;
  const record = {
    ts: TS,
    ...(random.chance(0.5) && { a: "act", u: 'x"y' }),
    ...(random.chance(0.2) && { v: 3 }),
    ...(random.chance(0.2) && { m: TS }),
    diff: cloned(diff),
  };
  const text = json.encodeChange(record);
  const watermark = random.chance(0.2) ? random.int(1000) : undefined;
  const line = random.chance(0.1)
    ? ENCODER.encode(`// undone\n${text}\r\n`) // as a person leaves it
    : framer.frame("change", [text], 0, watermark);
  return { after, line };
}

function isPlain(state: unknown): boolean {
  return typeof state === "object" && state !== null &&
    Object.getPrototypeOf(state) === Object.prototype;
}

/** A state in texts, and what replays lines onto it. */
export class TextFollower {
  readonly #replayer = new Replayer(
    NO_TYPES,
    (held, way, diff) => (held as SnapshotValue).change(way, 0, diff),
  );
  readonly #replay = new TextReplay(json, this.#replayer, () => {});
  readonly #room: TextRoom;
  /** How many changes were done in the text alone. */
  edits = 0;

  /** Begins with an object in texts of which members of `large` bytes are, too. */
  constructor(room: TextRoom, held: SnapshotValue) {
    this.#room = room;
    const edit = held.edit.bind(held);
    held.edit = (...call) => {
      const done = edit(...call);
      if (done) this.edits++;
      return done;
    };
    this.#replayer.snapshot({ ts: TS, state: held });
  }

  /** Begins with this state, or nothing where it can't be held in texts. */
  static begin(state: unknown, large: number): TextFollower | undefined {
    const text = ENCODER.encode(stateText(state));
    const store = new TextStore(text);
    const demandRoom = () => {};
    const room = { store, parts, types: NO_TYPES, large, demandRoom };
    const held = large % 2 === 0
      ? TextObject.read(room, 0, text.length)
      : TextObject.readDeep(room, 0, text.length);
    return held && new TextFollower(room, held);
  }

  /** What holds the state. */
  get held(): SnapshotValue {
    return this.#replayer.result.state as SnapshotValue;
  }

  /** Replays lines. */
  follow(lines: readonly Uint8Array[]): void {
    const bytes = concat(...lines);
    const read = (from: number, length: number) =>
      bytes.slice(from, from + length);
    this.#replay.run({ size: bytes.length, read }, 0, bytes.length);
  }

  /** Puts its texts in order, if it holds any, and sums them up. */
  gather(): void {
    const { held } = this;
    if (!(held instanceof TextObject)) return;
    held.gather();
    held.prepare();
  }

  /** What it would write. */
  get text(): string {
    this.held.update();
    const { held } = this;
    const text = textOf(held.pieces());
    if (text.length > held.length) throw new Error("It is longer");
    if (held instanceof TextObject) {
      const parts = held.beginText();
      held.content.collect(parts);
      const bytes = recordBytes(parts.gathered());
      if (parts.crc !== crc32c(viewOf(bytes))) {
        throw new Error("A checksum is wrong");
      }
      if (decodeUtf8(bytes) !== text) throw new Error("Parts are wrong");
    }
    return text;
  }
}
