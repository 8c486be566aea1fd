/**
 * Logs that a program writes, commit by commit, with the snapshots that come of it.
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import type { Terms } from "./question.ts";
import { formatMegabytes } from "./unit.ts";

/** So many commits are made before the length is looked at. */
const AT_ONCE = 1000;

/** The state: users, each with the page that it visited last. */
export interface Visits {
  users: Record<string, { visits: number; at: string }>;
}

/** The state before the first commit. */
export function noVisits(): Visits {
  return { users: {} };
}

/** What a grown log holds. */
export interface GrownShape {
  /** How many users there are. */
  readonly users: number;
  /** How long the name of a page is: so many times some eight characters. */
  readonly page: number;
}

/** The nth visit, by each user in turn. */
export function visit(
  db: Kanta<Visits>,
  n: number,
  { users: count, page }: GrownShape,
): void {
  db.transaction("visit", { user: "bob" }, ({ users }) => {
    users[n % count] = { visits: n, at: `page ${n % 997}`.repeat(page) };
  });
}

/** Makes a log of so many bytes or a few more; returns its length. */
export async function growLog(
  terms: Terms,
  path: string,
  bytes: number,
  shape: GrownShape,
): Promise<number> {
  terms.say(`making a log of ${formatMegabytes(bytes)}`);
  await using db = await Kanta.open(path, noVisits, { sync: "never" });
  for (let n = 0; Deno.statSync(path).size < bytes;) {
    for (let batch = 0; batch < AT_ONCE; batch++) visit(db, n++, shape);
    await db.flush();
  }
  return Deno.statSync(path).size;
}
