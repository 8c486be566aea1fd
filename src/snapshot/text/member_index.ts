/**
 * The members of an object in texts, in order, most of them as text.
 *
 * @module
 */

import {
  placeAt,
  type ScalarChange,
} from "../../format/json/record/scalar_change.ts";
import { toIndex } from "../../diff/key_order.ts";
import { parseRich } from "../../format/json/record/values.ts";
import type { Payload, SnapshotParts } from "../../log/serializer.ts";
import { decodeUtf8 } from "../../log/utf8.ts";
import type { TypeRegistry } from "../../values/kinds.ts";
import { setOwn } from "../../values/own.ts";
import { DecodedValue } from "./decoded_value.ts";
import type { SnapshotValue } from "../live/snapshot_value.ts";
import { ScratchText } from "./scratch_text.ts";
import type { TextMembers } from "./text_members.ts";
import { TextParts } from "./text_parts.ts";
import type { TextStore } from "./text_store.ts";
import { CLOSE, COMMA, DOLLAR, OPEN } from "../../values/characters.ts";

const SCRATCH = new ScratchText();
/** The most bytes of an object's brackets where it would read as a tag. */
const GUARD = 32;

/**
 * The most members that are held decoded at once: those that change often are decoded
 * and encoded once for many changes, and the heap does not grow with the rest.
 */
const MOST_DECODED = 256;

/** Behind the last member so many that are gone are passed over to find it. */
const FEW_GONE = 64;

/** The texts of so many members are looked at side by side. */
const AT_ONCE = 32;

/** The memory that the texts of one state share. */
export interface TextRoom {
  /** Where they are. */
  readonly store: TextStore;
  /** Encodes as a snapshot is encoded. */
  readonly parts: SnapshotParts;
  /** The types of the application's own. */
  readonly types: TypeRegistry;
  /** Longer texts become objects of texts once a change goes into them. */
  readonly large: number;
  /** Throws when there is no memory to decode a text of so many bytes. */
  readonly demandRoom: (bytes: number) => void;
}

/** A value that may be an object in texts. */
export interface TextValue extends SnapshotValue {
  change(path: readonly string[], from: number, diff: unknown): TextValue;
  /** The texts of the object; absent where the value is held live. */
  readonly content?: MemberIndex | undefined;
}

/** The members of one object. */
export class MemberIndex {
  readonly #room: TextRoom;
  /** The texts of the members, found by key. */
  readonly members: TextMembers;
  /** Members that are held in another way: of them, the text is the key. */
  readonly held: Map<number, TextValue> = new Map();

  #decoded = 0;

  /** Holds these members. */
  constructor(room: TextRoom, members: TextMembers) {
    this.#room = room;
    this.members = members;
  }

  /** How many bytes the text of the object has, or a few more. */
  get length(): number {
    let sum = this.#ownLength;
    for (const held of this.held.values()) sum += held.length;
    return sum;
  }

  /** The length of all members that are held as text, further down, too. */
  get textLength(): number {
    let sum = this.#ownLength;
    for (const { content } of this.held.values()) {
      if (content !== undefined) sum += content.textLength;
    }
    return sum;
  }

  get #ownLength(): number {
    const { bytes, size } = this.members;
    return GUARD + size + this.held.size + bytes;
  }

  /** Copies its texts to what becomes the store's base; returns where they end. */
  copyTo(base: Uint8Array, from: number): number {
    const { members } = this;
    let at = from;
    base[at++] = OPEN;
    let peeked = 0;
    for (let i = members.next(0), last; i >= 0; i = members.next(last + 1)) {
      if (i >= peeked) peeked = this.#peek(i);
      if (at > from + 1) base[at++] = COMMA;
      last = members.runEnd(i);
      at = members.moveTo(i, last, base, at);
      const held = this.held.get(last);
      // What is held live has no text, but the next member is not beside it.
      if (held !== undefined) at = held.content?.copyTo(base, at) ?? at + 1;
    }
    base[at++] = CLOSE;
    return at;
  }

  /**
   * Looks at the texts of the members from this one on, before they are copied
   * one by one (see `lookahead.ts`); returns up to where. A million that have all
   * moved are gathered in 0.3 s so, not in 0.5.
   */
  #peek(from: number): number {
    const to = Math.min(from + AT_ONCE, this.members.end);
    for (let i = from; i < to; i++) this.members.peek(i);
    return to;
  }

  /** The number of the member with this key, or -1. */
  find(key: string): number {
    const end = SCRATCH.write(JSON.stringify(key));
    return this.members.find(SCRATCH.bytes, 0, end);
  }

  /** Whether a change leads into what has no text to edit, from this key on. */
  leadsToHeld(change: ScalarChange, level = 0): boolean {
    const { bytes, path, depth } = change;
    if (level === depth || this.held.size === 0) return false;
    const from = placeAt(path, 2 * level);
    const index = this.members.find(bytes, from, placeAt(path, 2 * level + 1));
    const held = this.held.get(index);
    if (held === undefined) return false;
    return held.content?.leadsToHeld(change, level + 1) ?? true;
  }

  /** The keys of all members, in order. */
  keys(): string[] {
    const { members } = this;
    const keys: string[] = [];
    for (let i = members.next(0); i >= 0; i = members.next(i + 1)) {
      const text = members.text(i).subarray(0, members.keyLength(i));
      keys.push(JSON.parse(decodeUtf8(text)));
    }
    return keys;
  }

  /**
   * The number that the last key looks like: -1 where there is no member, Infinity
   * where it is a name, or too far to look for.
   */
  get lastIndex(): number {
    const { members } = this;
    if (members.size === 0) return -1;
    for (let i = members.end - 1, left = FEW_GONE; left > 0; i--, left--) {
      if (members.length(i) === 0) continue;
      const key = members.text(i).subarray(1, members.keyLength(i) - 1);
      const index = toIndex(decodeUtf8(key));
      return index < 0 ? Infinity : index;
    }
    return Infinity;
  }

  /** Takes a member out, if it is there. */
  remove(key: string): void {
    const index = this.find(key);
    if (index < 0) return;
    this.held.delete(index);
    this.members.remove(index);
  }

  /** Adds a member with a key that is not there. */
  insert(key: string, value: unknown): void {
    const length = SCRATCH.write(this.#memberText(key, value));
    const address = this.#room.store.put(SCRATCH.bytes, 0, length);
    this.members.insert(address, length, (from, to) => {
      const held = this.held.get(from);
      if (held === undefined) return;
      this.held.delete(from);
      this.held.set(to, held);
    });
  }

  /** Gives a member another value. */
  set(index: number, key: string, value: unknown): void {
    this.held.delete(index);
    const length = SCRATCH.write(this.#memberText(key, value));
    this.members.setText(index, SCRATCH.bytes, length);
  }

  #memberText(key: string, value: unknown): string {
    return `${JSON.stringify(key)}:${this.#room.parts.value(value)}`;
  }

  /** Holds a member decoded until all that are so become text again. */
  decode(index: number): DecodedValue {
    if (++this.#decoded > MOST_DECODED) this.settle();
    const decoded = new DecodedValue(this.valueOf(index), this.#room.parts);
    this.members.cutToKey(index);
    this.held.set(index, decoded);
    return decoded;
  }

  /** Makes text of the members that are held decoded, further down, too. */
  settle(): void {
    this.#decoded = 0;
    for (const [index, held] of this.held) {
      held.content?.settle();
      if (!(held instanceof DecodedValue)) continue;
      const text = this.members.text(index);
      const key = text.subarray(0, this.members.keyLength(index));
      this.set(index, JSON.parse(decodeUtf8(key)), held.value);
    }
  }

  /** The value that the text of a member stands for. */
  valueOf(index: number): unknown {
    const text = this.members.text(index);
    if (text.length > this.#room.large) this.#room.demandRoom(text.length);
    const value = text.subarray(this.members.keyLength(index) + 1);
    return parseRich(decodeUtf8(value), this.#room.types);
  }

  /** The text of the whole object, in pieces that hold until something changes. */
  pieces(): Iterable<Uint8Array> {
    const parts = new TextParts(this.#room.store);
    this.collect(parts);
    return parts.pieces();
  }

  /** Adds the text of the whole object. */
  collect(parts: TextParts): void {
    const members = this.members;
    const index = members.size === 1 ? members.next(0) : -1;
    const alone = index < 0 ? undefined : members.text(index);
    if (alone?.[1] !== DOLLAR) return this.#collect(parts);
    // An object whose only key has a dollar may read as a tag: then the value
    // has to be written in another way.
    const key = decodeUtf8(alone.subarray(0, members.keyLength(index)));
    const plain = new TextParts(this.#room.store);
    this.#collect(plain);
    const text = textOf(plain.pieces()).slice(key.length + 2, -1);
    const object = {};
    setOwn(object, JSON.parse(key), parseRich(text, this.#room.types));
    parts.text(this.#room.parts.value(object));
  }

  #collect(parts: TextParts): void {
    const { members, held } = this;
    const { store } = this.#room;
    parts.open();
    for (let i = members.next(0); i >= 0;) {
      const last = members.runEnd(i);
      const address = members.address(i);
      const end = members.address(last) + members.length(last);
      const inner = held.get(last);
      i = members.next(last + 1);
      // A part of its own for each comma took half of the time.
      const joined = i >= 0 && inner === undefined && store.isBeforeComma(end);
      parts.add(address, end - address + (joined ? 1 : 0));
      if (inner?.content !== undefined) inner.content.collect(parts);
      else if (inner !== undefined) {
        for (const piece of inner.pieces()) parts.text(piece);
      }
      if (i >= 0 && !joined) parts.comma();
    }
    parts.close();
  }
}

/** Pieces as one text. */
export function textOf(pieces: Iterable<Payload>): string {
  let text = "";
  for (const piece of pieces) {
    text += typeof piece === "string" ? piece : decodeUtf8(piece);
  }
  return text;
}
