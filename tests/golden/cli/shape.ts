// The like of the module of this name in Python: it has no migrations, and no application.
export const Any1 = (d: { n: unknown; tick: unknown }): boolean =>
  typeof d.n === "number" && typeof d.tick === "object";
export const Wrong = (d: { n: unknown }): boolean => typeof d.n === "string";
