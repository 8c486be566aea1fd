/**
 * Places in plain data: those that a pattern means, and edits of them.
 *
 * @module
 */
import { contentText } from "../../values/equal.ts";
import { Copier } from "../../values/copy.ts";
import { kindOf, ofKind, type TypeRegistry } from "../../values/kinds.ts";
import { plainly, setOwn } from "../../values/own.ts";
import { unwrap } from "../../values/unwrap.ts";
import type { SchemaEdit } from "./normal_form.ts";
import { ANY, matches, type PatternElement } from "./place_pattern.ts";

/** A place in the data, and what stands there. */
export interface Place {
  /** Keys of objects and Maps, indexes of lists, from the root. */
  readonly steps: readonly unknown[];
  /** A plain value, which is not to be changed. */
  readonly value: unknown;
}

/** The places at or below one that the rest of a pattern means. */
export function placesBelow(
  place: Place,
  pattern: readonly PatternElement[],
): Place[] {
  let places = [place];
  for (const element of pattern) {
    places = places.flatMap(({ steps, value }) =>
      membersOf(value, element).map(([step, member]) => ({
        steps: [...steps, step],
        value: member,
      }))
    );
  }
  return places;
}

/** The members that an element means; one that is `undefined` is none. */
function membersOf(
  value: unknown,
  element: PatternElement,
): [step: unknown, member: unknown][] {
  const kind = kindOf(value);
  switch (kind) {
    case "object": {
      const object = ofKind(value, kind);
      if (element !== ANY) {
        const member = Object.hasOwn(object, element)
          ? object[element]
          : undefined;
        return member === undefined ? [] : [[element, member]];
      }
      return Object.entries(object).filter(([, member]) =>
        member !== undefined
      );
    }
    case "array":
    case "map": {
      return [...ofKind(value, kind).entries()].filter(([key, member]) =>
        member !== undefined && matches(element, key)
      );
    }
    default:
      return [];
  }
}

/** Makes an edit in plain data; the data gets a copy of its value. */
export function applyEdit(
  root: object,
  edit: SchemaEdit,
  types: TypeRegistry,
): void {
  const container = edit.steps.slice(0, -1).reduce(memberOf, root);
  const value = ownValue(edit, new Copier(types));
  editMember(container as object, edit, value); // edits are of members
}

/**
 * The database's own copy of the value of an edit.
 *
 * @throws {NotStorableError} When it can't be stored, with the place.
 */
export function ownValue(
  { kind, steps, value }: SchemaEdit,
  copier: Copier,
): unknown {
  if (kind === "remove") return undefined;
  const path = steps.map((step) =>
    typeof step === "number" ? step : String(step)
  );
  const last = path.pop() ?? "";
  copier.at({ depth: path.length, steps: () => path });
  if (typeof last === "string") copier.checkKey(last);
  return copier.copyOf(value, last);
}

/** Makes an edit in the container that it is about: plain, or a draft. */
export function editMember(
  container: object,
  { kind, steps }: SchemaEdit,
  value: unknown,
): void {
  const step = steps.at(-1);
  if (isMap(container)) {
    const key = keyIn(container, step);
    if (kind === "remove") container.delete(key);
    else container.set(key, value);
  } else if (kind === "remove") {
    delete plainly(container)[String(step)]; // of a list none is removed
  } else setOwn(container, String(step), value); // or an index
}

/** The member of a container, which is plain or a draft. */
export function memberOf(container: unknown, step: unknown): unknown {
  return isMap(container)
    ? container.get(keyIn(container, step))
    : Reflect.get(Object(container), String(step)); // the step was found in it
}

/** The key of a Map that is like this one: a copy has Dates of its own for keys. */
function keyIn(map: ReadonlyMap<unknown, unknown>, key: unknown): unknown {
  if (typeof key !== "object" || key === null || map.has(key)) return key;
  const name = contentText(key);
  for (const own of map.keys()) {
    if (typeof own === "object" && contentText(own) === name) return own;
  }
  return key;
}

function isMap(container: unknown): container is Map<unknown, unknown> {
  return kindOf(unwrap(container)) === "map";
}
