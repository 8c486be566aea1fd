/**
 * An object of which each member is a piece of JSON text.
 *
 * What did not change is never read: it is copied from the last snapshot, in
 * runs. What changes is changed in its text where only scalars are set, and
 * otherwise decoded, changed by the one door for changes, and encoded again.
 *
 * @module
 */
import {
  placeAt,
  type ScalarChange,
} from "../../format/json/record/scalar_change.ts";
import { parseRich } from "../../format/json/record/values.ts";
import type { Payload } from "../../log/serializer.ts";
import { apply, diffAlong, isEdit } from "../../diff/apply.ts";
import { unescapeValue } from "../../diff/escape.ts";
import { isIndexKey, toIndex } from "../../diff/key_order.ts";
import { getOwn } from "../../values/own.ts";
import type { TextValue } from "./member_index.ts";
import { LiveValue } from "../live/live_value.ts";
import { readMembers } from "./member_scan.ts";
import { MemberIndex, textOf, type TextRoom } from "./member_index.ts";
import { editText } from "./text_edit.ts";
import { TextParts } from "./text_parts.ts";
import type { TextMembers } from "./text_members.ts";
import { DELETE, unescapeKey } from "../../diff/grammar.ts";

/**
 * A member whose text is longer becomes an object of texts itself, once a change
 * goes into it. To copy so much takes as long as a commit; and such an object
 * has 1 KB beside its texts, so that there must not be too many.
 */
export const LARGE = 8192;

const HERE: readonly string[] = [];

/** An object in texts. */
export class TextObject implements TextValue {
  readonly #room: TextRoom;
  /** The texts of the object. */
  readonly content: MemberIndex;

  /** Holds these members. */
  constructor(room: TextRoom, members: TextMembers) {
    this.#room = room;
    this.content = new MemberIndex(room, members);
  }

  /**
   * Reads the object that is a text of the store, or undefined where it has to
   * be held live: it is none, or its order is not that of its text.
   */
  static read(
    room: TextRoom,
    address: number,
    length: number,
  ): TextObject | undefined {
    const found = readMembers(room.store, address, length);
    return found && new TextObject(room, found.members);
  }

  /** Reads a whole state so, and the large objects in it. */
  static readDeep(
    room: TextRoom,
    address: number,
    length: number,
  ): TextObject | undefined {
    const found = readMembers(room.store, address, length, room.large);
    if (found === undefined) return undefined;
    const state = new TextObject(room, found.members);
    for (const [index, members] of found.inner) {
      state.content.members.cutToKey(index);
      state.content.held.set(index, new TextObject(room, members));
    }
    return state;
  }

  /** How many bytes its text has, or a few more. */
  get length(): number {
    return this.content.length;
  }

  /** The keys of the object. */
  keys(): readonly string[] {
    return this.content.keys();
  }

  /** Encodes what is held live, and makes text of what was decoded. */
  update(): void {
    this.content.settle();
    for (const held of this.content.held.values()) held.update();
  }

  /** The text of the whole object. */
  pieces(): Iterable<Payload> {
    return this.content.pieces();
  }

  /**
   * Does for a whole state what can be done ahead of the last step, in which
   * others wait: puts many texts that have moved in order, and makes checksums
   * of them.
   */
  prepare(): void {
    const { store } = this.#room;
    if (store.isScattered) this.gather();
    store.sumUp();
  }

  /** Whether that was done, and what moved since is little. */
  get isPrepared(): boolean {
    const { store } = this.#room;
    return store.isSummedUp && !store.isScattered;
  }

  /** Begins a text of texts that are in the same store. */
  beginText(): TextParts {
    return new TextParts(this.#room.store);
  }

  /** Puts the texts of a whole state in order. */
  gather(): void {
    const { store } = this.#room;
    const base = store.makeBase(this.content.textLength);
    this.content.copyTo(base, 0);
    store.begin(base);
  }

  /** Sets scalars that are there already, in their text. */
  edit(change: ScalarChange, level: number): boolean {
    const members = this.content.members;
    const { bytes, depth, path, count, fields } = change;
    if (level < depth) {
      const from = placeAt(path, 2 * level);
      const index = members.find(bytes, from, placeAt(path, 2 * level + 1));
      if (index < 0) return false;
      const held = this.content.held.size > 0
        ? this.content.held.get(index)
        : undefined;
      if (held !== undefined) return held.edit(change, level + 1);
      return members.length(index) <= this.#room.large &&
        editText(this.#room.store, members, index, change, level + 1);
    }
    for (let field = 0; field < 4 * count; field += 4) {
      const [from, to] = [placeAt(fields, field), placeAt(fields, field + 1)];
      const index = members.find(bytes, from, to);
      if (index < 0 || this.content.held.has(index)) return false;
      const start = placeAt(fields, field + 2);
      const end = placeAt(fields, field + 3);
      const length = members.length(index);
      members.splice(index, to - from + 1, length, bytes, start, end);
    }
    return true;
  }

  /** Changes it by any diff, as `apply` would. */
  change(path: readonly string[], from: number, diff: unknown): TextValue {
    const key = path[from];
    if (key !== undefined) {
      if (this.#misplaces(key)) {
        return this.#live().change(path, from, diff);
      }
      this.#changeMember(key, path, from + 1, diff);
      return this;
    }
    if (diff === undefined) return this;
    if (!isEdit(diff)) return this.#liveOf(apply(null, diff));
    if (diff instanceof Map || !this.#follows(diff)) {
      return this.#live().change(HERE, 0, diff);
    }
    const keys = Object.keys(diff);
    for (const key of deletesOf(diff) ?? []) {
      this.content.remove(
        typeof key === "string" ? unescapeKey(key) : String(key),
      );
    }
    for (const key of keys) {
      if (key === DELETE) continue;
      this.#changeMember(unescapeKey(key), HERE, 0, getOwn(diff, key));
    }
    return this;
  }

  /**
   * Whether it can follow a diff: not where a new key looks like a number and is
   * not beyond all keys, since those stand in their order before all others.
   */
  #follows(diff: object): boolean {
    const deleted = deletesOf(diff);
    if (deleted?.every(isKey) === false) return false;
    return !Object.keys(diff).some((key) =>
      this.#misplaces(key) ||
      // One that is there may be taken out first, and come anew.
      deleted !== undefined && isIndexKey(key) && this.content.find(key) >= 0
    );
  }

  /** Whether a new key would not stand where the engine has it: behind the others. */
  #misplaces(key: string): boolean {
    const index = toIndex(key);
    return index >= 0 && this.content.find(key) < 0 &&
      index <= this.content.lastIndex;
  }

  #changeMember(
    key: string,
    path: readonly string[],
    from: number,
    diff: unknown,
  ): void {
    const index = this.content.find(key);
    const here = from === path.length;
    if (index < 0) {
      const whole = here ? diff : diffAlong(path.slice(from), diff);
      return this.content.insert(key, unescapeValue(whole));
    }
    if (here && !isEdit(diff)) {
      return this.content.set(index, key, apply(null, diff));
    }
    const held = this.content.held.get(index) ?? this.#hold(index);
    this.content.held.set(index, held.change(path, from, diff));
  }

  /**
   * Holds a member otherwise than as text: a large one by its own members, or
   * live, a small one decoded for a while.
   */
  #hold(index: number): TextValue {
    const members = this.content.members;
    const length = members.length(index);
    if (length <= this.#room.large) return this.content.decode(index);
    const skip = members.keyLength(index) + 1;
    const value = members.address(index) + skip;
    const held = TextObject.read(this.#room, value, length - skip) ??
      this.#liveOf(this.content.valueOf(index));
    members.cutToKey(index);
    this.content.held.set(index, held);
    return held;
  }

  #liveOf(value: unknown): LiveValue {
    const { parts, demandRoom } = this.#room;
    return new LiveValue(value, parts, () => demandRoom(0));
  }

  /** The object, held live. */
  #live(): LiveValue {
    const text = textOf(this.pieces());
    this.#room.demandRoom(text.length);
    return this.#liveOf(parseRich(text, this.#room.types));
  }
}

/** The keys that a diff deletes; a null in it where that is no list. */
function deletesOf(diff: object): readonly unknown[] | undefined {
  const deleted = getOwn(diff, DELETE);
  if (deleted === undefined) return undefined;
  return Array.isArray(deleted) ? deleted : [null];
}

function isKey(key: unknown): boolean {
  return typeof key === "string" || typeof key === "number";
}
