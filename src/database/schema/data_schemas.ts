/**
 * The schemas of a database: of its data as a whole, and of places in it.
 *
 * What a schema makes of the data becomes part of it, at commit as at opening,
 * so that a file never says anything else than the program saw.
 *
 * @module
 */
import { DataIntegrityError } from "../../errors.ts";
import type { Recorder } from "../../transaction/recorder.ts";
import { kindOf, type TypeRegistry } from "../../values/kinds.ts";
import { duplicate } from "../../values/duplicate.ts";
import type { Plain } from "../../values/own.ts";
import {
  fits,
  normalEdits,
  placeText,
  type SchemaEdit,
} from "./normal_form.ts";
import type { PatternElement } from "./place_pattern.ts";
import {
  type PlacedSchema,
  readSchemas,
  type SchemaOptions,
} from "./placed_schemas.ts";
import { conform, type StandardSchema } from "./standard_schema.ts";
import { applyEdit, type Place, placesBelow } from "./stored_places.ts";
import { touchedPlaces } from "./touched_places.ts";
import { TransactionEdits } from "./transaction_edits.ts";

/** No edits: most often a schema leaves the data as it is. */
const NONE: readonly SchemaEdit[] = [];

/** The data that the schemas are applied to. */
interface Subject {
  /** The places that a pattern means, with plain values. */
  places(pattern: readonly PatternElement[]): readonly Place[];
  /** Makes an edit. */
  edit(edit: SchemaEdit): void;
}

/** The schemas of one database. */
export class DataSchemas {
  readonly #schemas: readonly PlacedSchema[];
  readonly #types: TypeRegistry;
  readonly #strip: boolean;
  readonly #path: string;

  private constructor(
    options: SchemaOptions,
    types: TypeRegistry,
    path: string,
  ) {
    this.#schemas = readSchemas(options);
    this.#types = types;
    this.#strip = options.strip ?? false;
    this.#path = path;
  }

  /**
   * Reads the options; undefined where there is no schema.
   *
   * @throws {TypeError} For a pattern that can't be read, and for what is no
   * schema.
   */
  static of(
    options: SchemaOptions,
    types: TypeRegistry,
    path: string,
  ): DataSchemas | undefined {
    const made = new DataSchemas(options, types, path);
    return made.#schemas.length === 0 ? undefined : made;
  }

  /**
   * Makes what the schemas make of what a transaction touched a part of the
   * transaction, once all that was assigned was adopted; tells whether that was
   * anything. Where a schema is of the whole, all is looked at.
   *
   * @throws {DataIntegrityError} When a schema refuses, or is not stable.
   */
  normaliseTouched(recorder: Recorder): boolean {
    let edits: TransactionEdits | undefined;
    this.#apply({
      places: (pattern) => touchedPlaces(recorder, pattern),
      edit(edit) {
        edits ??= new TransactionEdits(recorder);
        edits.apply(edit);
      },
    });
    return edits !== undefined;
  }

  /**
   * The state that the schemas make of a whole one, which is not changed, and the
   * edits that lead there; the given state where there are none.
   *
   * @throws {DataIntegrityError} When a schema refuses, or is not stable.
   */
  normalise(
    found: Plain,
  ): { readonly state: Plain; readonly edits: readonly SchemaEdit[] } {
    let state = found;
    const edits = this.#apply({
      places: (pattern) => placesBelow({ steps: [], value: state }, pattern),
      edit: (edit) => {
        // What is a plain object comes out as one.
        if (state === found) state = duplicate(found, this.#types) as Plain;
        applyEdit(state, edit, this.#types);
      },
    });
    return { state, edits };
  }

  #apply(subject: Subject): readonly SchemaEdit[] {
    const edits = this.#pass(subject);
    if (edits.length === 0) return edits;
    const [again] = this.#pass(subject);
    if (again === undefined) return edits;
    throw new DataIntegrityError(
      `A schema is not stable: it changes ${
        placeText(again.steps)
      } again when ` +
        `it gets what it made of it; its own results have to pass unchanged`,
      { path: this.#path },
    );
  }

  /** Applies each schema once; returns the edits that it led to. */
  #pass(subject: Subject): readonly SchemaEdit[] {
    let edits: SchemaEdit[] | undefined;
    for (const { pattern, schema } of this.#schemas) {
      for (const place of subject.places(pattern)) {
        const made = this.#editsOf(schema, place);
        if (made === NONE) continue;
        edits ??= [];
        for (const edit of made) {
          subject.edit(edit);
          edits.push(edit);
        }
      }
    }
    return edits ?? NONE;
  }

  #editsOf(
    schema: StandardSchema,
    { steps, value }: Place,
  ): readonly SchemaEdit[] {
    // A schema may change what it gets: that is a copy of its own.
    const given = duplicate(value, this.#types);
    const made = conform(schema, given, this.#path, steps);
    if (steps.length === 0 && kindOf(made) !== "object") {
      throw new DataIntegrityError(
        "The schema makes of the data what is no plain object",
        { path: this.#path },
      );
    }
    if (!this.#strip && fits(made, value, this.#types)) return NONE;
    return normalEdits(value, made, {
      types: this.#types,
      strip: this.#strip,
      steps,
    });
  }
}
