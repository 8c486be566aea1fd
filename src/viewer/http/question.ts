/**
 * The question of a request: fields of a query, each of its kind.
 *
 * @module
 */
import type { WireKey, WirePath } from "../wire/shown.ts";

/** The question can't be read. */
export class QuestionError extends Error {
  /** The name of this class. */
  override readonly name: string = "QuestionError";
}

/** The fields of a query. */
export class Question {
  readonly #fields: URLSearchParams;

  /** Takes the query of an address. */
  constructor(fields: URLSearchParams) {
    this.#fields = fields;
  }

  /**
   * A text.
   *
   * @throws {QuestionError} When it is not there.
   */
  text(name: string): string {
    const text = this.#fields.get(name);
    if (text !== null) return text;
    throw new QuestionError(`The question lacks ${name}`);
  }

  /** Texts that may be left out. */
  texts<Name extends string>(...names: Name[]): { [name in Name]?: string } {
    const found: { [name in Name]?: string } = {};
    for (const name of names) {
      const text = this.#fields.get(name);
      if (text !== null) found[name] = text;
    }
    return found;
  }

  /**
   * A number.
   *
   * @throws {QuestionError} When it is not there, or is none.
   */
  number(name: string): number {
    const text = this.text(name);
    const number = Number(text);
    if (text !== "" && Number.isSafeInteger(number) && number >= 0) {
      return number;
    }
    throw new QuestionError(
      `The question has ${JSON.stringify(text)} for ${name}; ` +
        "a whole number from 0 on is wanted",
    );
  }

  /** Numbers that may be left out. */
  numbers<Name extends string>(...names: Name[]): { [name in Name]?: number } {
    const found: { [name in Name]?: number } = {};
    for (const name of names) {
      if (this.#fields.has(name)) found[name] = this.number(name);
    }
    return found;
  }

  /**
   * A key as JSON, which may be left out.
   *
   * @throws {QuestionError} When it is none.
   */
  keys<Name extends string>(name: Name): { [name in Name]?: WireKey } {
    const text = this.#fields.get(name);
    const found: { [name in Name]?: WireKey } = {};
    if (text === null) return found;
    try {
      found[name] = JSON.parse(text);
      return found;
    } catch {
      throw new QuestionError(
        `The question has ${JSON.stringify(text.slice(0, 100))} for ${name}; ` +
          "a key as JSON is wanted",
      );
    }
  }

  /**
   * The path, a list as JSON; the root where it is left out.
   *
   * @throws {QuestionError} When it is none.
   */
  get path(): WirePath {
    const text = this.#fields.get("path") ?? "[]";
    try {
      const path: unknown = JSON.parse(text);
      if (Array.isArray(path)) return path;
    } catch {
      // The error is thrown below.
    }
    throw new QuestionError(
      `The question has ${JSON.stringify(text.slice(0, 100))} for path; ` +
        "a list of keys as JSON is wanted",
    );
  }
}
