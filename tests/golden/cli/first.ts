// The like of the module of this name in Python: the first step is described as "Mark it".
export function migrate_v1(d: Record<string, unknown>): void {
  d["marked"] = true;
}
export function migrate_v2(d: Record<string, unknown>): void {
  d["count"] = Object.keys(d).length;
}
