/**
 * Whether there is something at a path: all that the main isolate ever asks of a
 * file system by itself.
 *
 * @module
 */
import { isMissing } from "./os_error.ts";

/**
 * Whether nothing is there. Where that can't be told the answer is no: who opens
 * the file is told why.
 */
export function isAbsent(path: string): boolean {
  try {
    Deno.statSync(path);
    return false;
  } catch (error) {
    return isMissing(error);
  }
}
