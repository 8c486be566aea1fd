/**
 * The files that this isolate has open for writing.
 *
 * The system tells who holds a lock only to a program with all permissions; that
 * it is this very program, main can tell by itself.
 *
 * @module
 */
import type { Identity } from "../../../file/log_file.ts";

const since = new Map<string, string>();

function nameOf({ dev, ino }: Identity): string {
  return `${dev}:${ino}`;
}

/** The file is open from now on. */
export function noteOpen(file: Identity): void {
  since.set(nameOf(file), new Date().toISOString());
}

/** It is open no more. */
export function noteClosed(file: Identity): void {
  since.delete(nameOf(file));
}

/** Since when the file is open here: RFC 3339, UTC; undefined if it is not. */
export function openSince(file: Identity): string | undefined {
  return since.get(nameOf(file));
}
