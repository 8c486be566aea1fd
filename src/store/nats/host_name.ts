/**
 * The name of this machine, for those who ask who writes a log.
 *
 * @module
 */

/** The name of this machine; empty where the program may not know it. */
export function hostName(): string {
  const right = { name: "sys", kind: "hostname" } as const;
  const { state } = Deno.permissions.querySync(right);
  return state === "granted" ? Deno.hostname() : "";
}
