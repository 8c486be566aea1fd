/**
 * Replay of JSON lines onto a state in texts: scalars go from text to text, and
 * all other changes by the one door.
 *
 * @module
 */
import { ScalarChange } from "../../format/json/record/scalar_change.ts";
import type { Serializer, Source, Step } from "../../log/serializer.ts";
import { decodeUtf8 } from "../../log/utf8.ts";
import type { Replayer } from "../../replay/replayer.ts";
import type { TextValue } from "./member_index.ts";
import { NEWLINE } from "../../values/characters.ts";

/** The bytes that are read at once; a longer line takes as many as it needs. */
const CHUNK = 1 << 20;
/** The bytes of other changes that are decoded at once. */
const STRETCH = 1 << 16;

/** Replays runs of whole lines that were verified before. */
export class TextReplay {
  readonly #serializer: Serializer;
  readonly #replayer: Replayer;
  readonly #demandRoom: (bytes: number) => void;
  /** The change that was read last. */
  readonly #change = new ScalarChange();
  /** Nothing of it is kept when its lines are done; of a short log it is small. */
  #room = new Uint8Array(0);
  /** Bytes of changes that were decoded since all was text. */
  #decoded = 0;

  /** Replays with a replayer whose state is held in a way of its own. */
  constructor(
    serializer: Serializer,
    replayer: Replayer,
    demandRoom: (bytes: number) => void,
  ) {
    this.#serializer = serializer;
    this.#replayer = replayer;
    this.#demandRoom = demandRoom;
  }

  /** Replays `source[from, to)`. */
  run(source: Source, from: number, to: number): void {
    let wanted = CHUNK;
    const most = Math.min(CHUNK, to - from);
    if (this.#room.length < most) this.#room = new Uint8Array(most);
    for (let at = from; at < to;) {
      const bytes = source.read(at, Math.min(wanted, to - at), this.#room);
      // Fewer bytes than that: it was cut while we read.
      const last = bytes.length < wanted;
      // The last line of all may lack its line end.
      const end = last ? bytes.length : bytes.lastIndexOf(NEWLINE) + 1;
      if (end === 0) wanted *= 2;
      else {
        wanted = CHUNK;
        this.#lines(bytes.subarray(0, end), at);
      }
      if (last) return;
      at += end;
    }
  }

  /** Replays these lines, the first of which stands at `offset`. */
  #lines(bytes: Uint8Array, offset: number): void {
    const change = this.#change;
    let done = 0; // up to here all is in the state
    let counted = 0; // changes that the replayer was not told of
    let [version, timeFrom, timeTo] = [0, 0, 0];
    let root = this.#root;
    const count = () => {
      const time = timeFrom === timeTo
        ? undefined
        : JSON.parse(decodeUtf8(bytes.subarray(timeFrom, timeTo)));
      this.#replayer.count(counted, version, time);
      counted = timeFrom = timeTo = 0;
    };
    const decodeUpTo = (to: number) => {
      if (counted > 0) count();
      if (to > done) this.#decode(bytes.subarray(done, to), offset + done);
      done = to;
      root = this.#root;
    };
    for (let at = 0; at < bytes.length;) {
      // A state that is held live has no text to edit.
      let next = root.content === undefined ? -1 : change.read(bytes, at);
      if (next >= 0) {
        // A line for what has no text waits with those before it: lines that are
        // decoded one by one cost three times as much.
        const waits = done < at && root.content?.leadsToHeld(change) === true;
        if (done < at && !waits) decodeUpTo(at);
        if (!waits && root.edit(change, 0)) {
          counted++;
          version = change.version;
          if (change.timeTo > 0) ({ timeFrom, timeTo } = change);
          done = next;
        }
      } else {
        next = bytes.indexOf(NEWLINE, at) + 1;
        if (next === 0) next = bytes.length;
      }
      if (next - done > STRETCH) decodeUpTo(next);
      at = next;
    }
    decodeUpTo(bytes.length);
  }

  get #root(): TextValue {
    return this.#replayer.result.state as TextValue; // as it was given
  }

  #decode(bytes: Uint8Array, offset: number): void {
    this.#demandRoom(bytes.length);
    const at = { offset, line: 1 };
    const steps: Iterable<Step> = this.#serializer.decodeSteps?.(bytes, at) ??
      this.#serializer.decodeChanges(bytes, at);
    for (const step of steps) this.#replayer.change(step);
    this.#decoded += bytes.length;
    if (this.#decoded < STRETCH) return;
    // What is decoded may have grown large; as text it can be held by members.
    this.#root.content?.settle();
    this.#decoded = 0;
  }
}
