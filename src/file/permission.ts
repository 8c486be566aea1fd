/**
 * Whether this program may touch a database file, asked before a worker tries.
 *
 * A worker that lacks a permission would stop at a prompt that belongs to
 * nobody; so main asks first, without a prompt, and says which flag is missing.
 *
 * @module
 */
import { FileLockError } from "../errors.ts";

type Name = "read" | "write";

/**
 * Whether this may be done, without a prompt. First it is asked whether anything
 * may: of each path Deno keeps for good what it answered, in each isolate.
 */
function isGranted(name: Name, path: string): boolean {
  const { state, partial } = Deno.permissions.querySync({ name });
  return state === "granted" && !partial ||
    Deno.permissions.querySync({ name, path }).state === "granted";
}

let terminal: boolean | undefined;

/** Whether Deno could ask somebody: only by a terminal; else it throws by itself. */
function canAsk(): boolean {
  return terminal ??= Deno.stdin.isTerminal();
}

/**
 * Throws what Deno throws when there is nobody to ask. Without a terminal that is
 * left to Deno: to ask first would slow each durable commit.
 */
export function demandUnasked(name: Name, path: string): void {
  if (!canAsk() || isGranted(name, path)) return;
  throw new Deno.errors.NotCapable(
    `Requires ${name} access to "${path}", run again with the --allow-${name} flag`,
  );
}

/** Throws a `FileLockError` that names each missing flag. */
export function demandPermission(path: string, readonly: boolean): void {
  const names: Name[] = readonly ? ["read"] : ["read", "write"];
  const missing = names.filter((name) => !isGranted(name, path));
  if (missing.length === 0) return;
  const flags = missing.map((name) => `--allow-${name}=${path}`).join(" ");
  throw new FileLockError(
    `Cannot open "${path}": this program may not ${missing.join(" or ")} it; ` +
      `run it with ${flags}`,
    { path },
  );
}
