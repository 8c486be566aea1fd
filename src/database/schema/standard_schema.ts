/**
 * Standard Schema: the interface that validation libraries share.
 *
 * Source: the Standard Schema specification, version 1, written down here as
 * far as it is used, so that zod, valibot, arktype and others fit and none is a
 * dependency.
 *
 * @module
 */
import { DataIntegrityError } from "../../errors.ts";
import { pathText } from "../../values/path.ts";

/** A schema of any library that follows Standard Schema. */
export interface StandardSchema<Input = unknown, Output = Input> {
  /** The part that the specification fixes. */
  readonly "~standard": {
    /** The version of the specification. */
    readonly version: 1;
    /** The name of the library. */
    readonly vendor: string;
    /** Checks a value; gives it back normalised, or the issues. */
    readonly validate: (value: unknown) =>
      | { readonly value: Output; readonly issues?: undefined }
      | {
        readonly issues: readonly {
          readonly message: string;
          readonly path?:
            | readonly (PropertyKey | { readonly key: PropertyKey })[]
            | undefined;
        }[];
      }
      | Promise<unknown>;
    /** For type inference alone. */
    readonly types?:
      | { readonly input: Input; readonly output: Output }
      | undefined;
  };
}

/** The result of a schema that answers at once. */
export type SchemaResult<Output> = Exclude<
  ReturnType<StandardSchema<unknown, Output>["~standard"]["validate"]>,
  Promise<unknown>
>;

/** One thing that is wrong with a value. */
type SchemaIssue = NonNullable<SchemaResult<unknown>["issues"]>[number];

/**
 * The value as the schema wants it; `steps` say where in the data it stands.
 *
 * @throws {DataIntegrityError} With what the schema says against the value.
 */
export function conform<T>(
  schema: StandardSchema<unknown, T>,
  value: unknown,
  path: string,
  steps: readonly unknown[] = [],
): T {
  const result = schema["~standard"].validate(value);
  if (result instanceof Promise) {
    result.catch(() => {});
    throw new TypeError(
      `Cannot use the schema of ${schema["~standard"].vendor}: it answers ` +
        `with a promise, and a transaction is synchronous`,
    );
  }
  if (result.issues === undefined) return result.value;
  const text = result.issues.slice(0, 5)
    .map((issue) => issueText(issue, steps)).join("; ");
  const more = result.issues.length > 5
    ? ` (and ${result.issues.length - 5} more)`
    : "";
  throw new DataIntegrityError(
    `Data does not fit the schema: ${text}${more}`,
    { path, cause: result.issues },
  );
}

function issueText(issue: SchemaIssue, above: readonly unknown[]): string {
  const below = (issue.path ?? []).map((part) =>
    typeof part === "object" ? part.key : part
  );
  const steps = [...above, ...below]
    .map((key) => typeof key === "number" ? key : String(key));
  return `${pathText(steps)}: ${issue.message}`;
}
