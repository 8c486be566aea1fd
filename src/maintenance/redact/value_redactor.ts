/**
 * Values without what stands at some places: members are taken out, items of
 * lists become null.
 *
 * @module
 */
import { contentText } from "../../values/equal.ts";
import {
  isContainer,
  kindOf,
  NO_TYPES,
  ofKind,
  type TypeRegistry,
} from "../../values/kinds.ts";
import { getOwn, type Plain, setOwn } from "../../values/own.ts";
import type { PlaceState } from "../../values/pattern/place_state.ts";

/** Is told of each value that is taken, by its keys and indices from the root. */
export type NoteTaken = (
  path: readonly unknown[],
  value: unknown,
  place: PlaceState,
) => void;

/** Is told of each value of an own type that may hold what is meant. */
export type NoteOpaque = (path: readonly unknown[]) => void;

/** The value that is left in the place of one that is taken. */
const TAKEN: unique symbol = Symbol("taken");

/** Takes values out of others, which stay as they are. */
export class ValueRedactor {
  /** The keys and indices to the value that is looked at. */
  readonly path: unknown[] = [];
  readonly types: TypeRegistry;
  readonly #note: NoteTaken;
  readonly #opaque: NoteOpaque;

  /** Tells of what is taken, and of what is taken whole or not at all. */
  constructor(
    note: NoteTaken = () => {},
    types: TypeRegistry = NO_TYPES,
    opaque: NoteOpaque = () => {},
  ) {
    this.#note = note;
    this.#opaque = opaque;
    this.types = types;
  }

  /**
   * A value without what is meant below its place; the same one where nothing is.
   * The parts that are kept are those of the value.
   */
  without(value: unknown, place: PlaceState): unknown {
    if (!place.open || typeof value !== "object" || value === null) {
      return value;
    }
    const kind = kindOf(value, this.types);
    switch (kind) {
      case "object":
        return this.#object(ofKind(value, kind), place);
      case "array":
        return this.#list(ofKind(value, kind), place);
      case "map":
        return this.#map(ofKind(value, kind), place);
      case "set":
        return this.#set(ofKind(value, kind), place);
      case "tagged":
      case "custom":
        this.#opaque(this.path);
        return value;
      default:
        return value;
    }
  }

  /** Tells of a value at a member of the present place, which is taken. */
  take(key: unknown, value: unknown, place: PlaceState): void {
    this.within(key, () => this.takeHere(value, place));
  }

  /** Tells of a value at the present place, which is taken. */
  takeHere(value: unknown, place: PlaceState): void {
    this.#note(this.path, value, place);
  }

  /** Does something one step further down. */
  within<T>(key: unknown, call: () => T): T {
    this.path.push(key);
    const result = call();
    this.path.pop();
    return result;
  }

  #member(key: unknown, value: unknown, place: PlaceState): unknown {
    if (place.matched) {
      this.take(key, value, place);
      return TAKEN;
    }
    if (!place.open) return value;
    return this.within(key, () => this.without(value, place));
  }

  #object(value: Plain, place: PlaceState): Plain {
    const keys = Object.keys(value);
    let copy: Plain | undefined;
    for (const [i, key] of keys.entries()) {
      const item = getOwn(value, key);
      const kept = this.#member(key, item, place.step(key));
      if (copy === undefined) {
        if (Object.is(kept, item)) continue;
        copy = {};
        for (const before of keys.slice(0, i)) {
          setOwn(copy, before, getOwn(value, before));
        }
      }
      if (kept !== TAKEN) setOwn(copy, key, kept);
    }
    return copy ?? value;
  }

  #list(value: readonly unknown[], place: PlaceState): readonly unknown[] {
    const { items } = place;
    if (items?.matched === false && !items.open) return value;
    let copy: unknown[] | undefined;
    for (const [i, item] of value.entries()) {
      if (item === null) continue; // taken before, or as good as that
      const kept = this.#member(i, item, items ?? place.step(i));
      if (Object.is(kept, item)) continue;
      copy ??= value.slice();
      copy[i] = kept === TAKEN ? null : kept;
    }
    return copy ?? value;
  }

  #map(
    value: ReadonlyMap<unknown, unknown>,
    place: PlaceState,
  ): ReadonlyMap<unknown, unknown> {
    const left = new Map<unknown, unknown>();
    let same = true;
    for (const [key, item] of value) {
      const kept = this.#member(key, item, place.step(key));
      same &&= Object.is(kept, item);
      if (kept !== TAKEN) left.set(key, kept);
    }
    return same ? value : left;
  }

  /** Members that are the same once something was taken out of them are one. */
  #set(
    value: ReadonlySet<unknown>,
    place: PlaceState,
  ): ReadonlySet<unknown> {
    const left = new Set<unknown>();
    const names = new Set<string>();
    let same = true;
    for (const member of value) {
      const kept = this.#member(member, member, place.step(member));
      same &&= Object.is(kept, member);
      if (kept === TAKEN) continue;
      if (isContainer(kindOf(kept, this.types))) {
        const name = contentText(kept, this.types);
        if (names.has(name)) continue;
        names.add(name);
      }
      left.add(kept);
    }
    return same ? value : left;
  }
}
