// The like of the module of this name in Python: the first step is described as "Mark it".
export function migrate_v8(d: Record<string, unknown>): void {
  d["marked"] = true;
}
export function migrate_v11(d: Record<string, unknown>): void {
  d["count"] = Object.keys(d).length;
}
