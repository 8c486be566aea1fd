// The like of the module of this name in Python: a step that fails half way.
export function migrate_v1(d: Record<string, unknown>): void {
  d["half"] = "done";
  throw new Error("no such part");
}
