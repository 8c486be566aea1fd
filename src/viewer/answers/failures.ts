/**
 * Errors as the page is told of them.
 *
 * @module
 */
import { DatabaseError, PointError, ReplayError } from "../../errors.ts";
import type { Failure } from "../wire/shown.ts";

/** The failure: what, where, and what to do next. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) {
    return { code: "Error", message: String(error) };
  }
  const { name: code, message } = error;
  if (!(error instanceof DatabaseError)) return { code, message };
  const { path, line, offset } = error;
  const hint = error instanceof ReplayError && path !== undefined
    ? `kanta verify ${path}`
    : error instanceof PointError && error.first !== undefined
    ? `r${error.first.rev}`
    : undefined;
  return {
    code,
    message,
    ...(path !== undefined && { path }),
    ...(line !== undefined && { line }),
    ...(offset !== undefined && { offset }),
    ...(hint !== undefined && { hint }),
  };
}
