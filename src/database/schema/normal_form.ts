/**
 * The normal form: what a schema makes of the data, as edits of it.
 *
 * A schema gives back a value of its own, most often without the keys that it
 * does not know, and with the known ones in its own order. Neither is a change:
 * a newer program's keys are not an older schema's to take away. So the data is
 * compared with what came back, and only what the schema says is changed.
 *
 * @module
 */
import { DataIntegrityError } from "../../errors.ts";
import { contentText, sameState } from "../../values/equal.ts";
import { kindOf, ofKind, type TypeRegistry } from "../../values/kinds.ts";
import { getOwn, type Plain, plainly } from "../../values/own.ts";
import { pathText } from "../../values/path.ts";

/** A change that a schema makes. */
export interface SchemaEdit {
  /** The place: keys of objects and Maps, indexes of lists, from the root. */
  readonly steps: readonly unknown[];
  /** Whether it only adds, or takes the place of what stands there, or removes it. */
  readonly kind: "add" | "replace" | "remove";
  /** The value to put there; nothing where one is removed. */
  readonly value?: unknown;
}

/** How a value is compared with what a schema made of it. */
export interface NormalFormOptions {
  /** The application's own types. */
  readonly types: TypeRegistry;
  /** Whether keys that the schema does not know are removed. */
  readonly strip: boolean;
  /** Where the value stands. */
  readonly steps?: readonly unknown[] | undefined;
}

/** Of a list, so many items at most are looked for in other places. */
const MOST_SOUGHT = 100;

/**
 * The edits that make a value what a schema made of it; none if it is so
 * already. `value` and `made` share no objects but scalars; parts of `value` may
 * become parts of edits.
 *
 * @throws {DataIntegrityError} When a schema that leaves out keys moves or drops
 * items of a list, so that nobody can tell whose keys they are.
 */
export function normalEdits(
  value: unknown,
  made: unknown,
  options: NormalFormOptions,
): readonly SchemaEdit[] {
  const comparison = new Comparison(options);
  comparison.compare(value, made);
  return comparison.edits;
}

/**
 * Whether what a schema made is the value, but for keys that it lacks. Mostly it
 * is, and this is asked at each commit, so it allocates little.
 */
export function fits(
  made: unknown,
  value: unknown,
  types: TypeRegistry,
): boolean {
  if (typeof made !== "object" || made === null) return Object.is(made, value);
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(made);
  if (prototype !== Object.getPrototypeOf(value)) {
    // One of them may have no prototype; both are plain objects then.
    return kindOf(made) === "object" && kindOf(value) === "object" &&
      fitsObject(plainly(made), plainly(value), types);
  }
  if (prototype === Object.prototype || prototype === null) {
    return fitsObject(plainly(made), plainly(value), types);
  }
  if (!Array.isArray(made) || !Array.isArray(value)) {
    return sameState(made, value, types);
  }
  if (made.length !== value.length) return false;
  for (let i = 0; i < made.length; i++) {
    if (!fits(made[i], value[i], types)) return false;
  }
  return true;
}

function fitsObject(made: Plain, value: Plain, types: TypeRegistry): boolean {
  for (const key in made) {
    const item = made[key];
    // What an object merely inherits is nothing that it has.
    if (!Object.hasOwn(value, key)) {
      if (item !== undefined && Object.hasOwn(made, key)) return false;
    } else if (!fits(item, value[key], types)) return false;
  }
  return true;
}

/** A place as messages have it. */
export function placeText(steps: readonly unknown[]): string {
  return pathText(
    steps.map((step) => typeof step === "number" ? step : String(step)),
  );
}

/** One comparison of a value with what was made of it. */
class Comparison {
  readonly edits: SchemaEdit[] = [];
  readonly #types: TypeRegistry;
  readonly #strip: boolean;
  readonly #steps: unknown[];

  constructor({ types, strip, steps = [] }: NormalFormOptions) {
    this.#types = types;
    this.#strip = strip;
    this.#steps = [...steps];
  }

  compare(value: unknown, made: unknown): void {
    const kind = kindOf(made, this.#types);
    if (kind === kindOf(value, this.#types)) {
      if (kind === "object") {
        return this.#objects(ofKind(value, kind), ofKind(made, kind));
      }
      if (kind === "array") {
        return this.#lists(ofKind(value, kind), ofKind(made, kind));
      }
      if (kind === "map") {
        return this.#maps(ofKind(value, kind), ofKind(made, kind));
      }
      if (
        kind === "set" &&
        this.#sameMembers(ofKind(value, kind), ofKind(made, kind))
      ) {
        return;
      }
    }
    if (!this.#same(value, made)) this.#edit("replace", made);
  }

  #same(a: unknown, b: unknown): boolean {
    return sameState(a, b, this.#types);
  }

  #edit(kind: SchemaEdit["kind"], value?: unknown): void {
    this.edits.push({ steps: [...this.#steps], kind, value });
  }

  #at(step: unknown, look: () => void): void {
    this.#steps.push(step);
    look();
    this.#steps.pop();
  }

  /** A member of what was made: `undefined` says that it is to go. */
  #member(step: unknown, had: boolean, value: unknown, made: unknown): void {
    this.#at(step, () => {
      if (made === undefined) {
        if (had) this.#edit("remove");
      } else if (had) this.compare(value, made);
      else this.#edit("add", made);
    });
  }

  #objects(value: Plain, made: Plain): void {
    for (const key of Object.keys(made)) {
      const before = getOwn(value, key);
      this.#member(key, before !== undefined, before, getOwn(made, key));
    }
    if (!this.#strip) return;
    for (const key of Object.keys(value)) {
      if (value[key] === undefined) continue; // a transaction removed it
      if (!Object.hasOwn(made, key)) this.#at(key, () => this.#edit("remove"));
    }
  }

  /** The keys of a Map are data, so that those which are missing are gone. */
  #maps(value: KeyMap, made: KeyMap): void {
    const keys = new Map<unknown, unknown>();
    for (const key of value.keys()) keys.set(this.#name(key), key);
    for (const [key, item] of made) {
      const name = this.#name(key);
      const own = keys.get(name);
      this.#member(
        keys.has(name) ? own : key,
        keys.has(name),
        value.get(own),
        item,
      );
      keys.delete(name);
    }
    for (const key of keys.values()) this.#at(key, () => this.#edit("remove"));
  }

  /** The name that a key is found by: of a Date or its like its content. */
  #name(key: unknown): unknown {
    return typeof key === "object" && key !== null
      ? contentText(key, this.#types)
      : key;
  }

  #sameMembers(value: Members, made: Members): boolean {
    const names = new Set(Array.from(value, (member) => this.#name(member)));
    return value.size === made.size &&
      [...made].every((member) => names.has(this.#name(member)));
  }

  #lists(value: unknown[], made: unknown[]): void {
    if (value.length === made.length) {
      const other = this.#strip
        ? made.keys().toArray()
        : made.keys().filter((i) => !fits(made[i], value[i], this.#types))
          .toArray();
      if (this.#strip || !this.#moved(value, made, other)) {
        for (const i of other) {
          this.#at(i, () => this.compare(value[i], made[i]));
        }
        return;
      }
    }
    this.#edit("replace", this.#strip ? made : this.#matched(value, made));
  }

  /** Whether one of these items stood elsewhere among them. */
  #moved(
    value: readonly unknown[],
    made: readonly unknown[],
    among: readonly number[],
  ): boolean {
    return among.slice(0, MOST_SOUGHT).some((to) =>
      among.some((from) =>
        from !== to && typeof value[from] === "object" &&
        fits(made[to], value[from], this.#types)
      )
    );
  }

  /** The list that a schema made, each item with the keys of the one that it was. */
  #matched(value: readonly unknown[], made: readonly unknown[]): unknown[] {
    const left = new Set(value.keys());
    const strange: object[] = [];
    const matched = made.map((item) => {
      for (const i of left) {
        if (!fits(item, value[i], this.#types)) continue;
        left.delete(i);
        return value[i];
      }
      if (typeof item === "object" && item !== null) strange.push(item);
      return item;
    });
    for (const i of left) {
      const item = value[i];
      if (typeof item !== "object" || item === null) continue;
      if (!strange.some((one) => lacksKeyOf(one, item))) continue;
      throw new DataIntegrityError(
        `The schema moves or drops items of the list ` +
          `${
            placeText(this.#steps)
          }, changes them and leaves out keys, so that ` +
          `nobody can tell whose keys they are; let it keep keys that it does ` +
          `not know, or say strip: true`,
      );
    }
    return matched;
  }
}

type KeyMap = ReadonlyMap<unknown, unknown>;
type Members = ReadonlySet<unknown>;

function lacksKeyOf(made: object, value: object): boolean {
  return Object.keys(value).some((key) => !Object.hasOwn(made, key));
}
