// The like of the module of this name in Python: what is shown in place of a value.
import type { Formatter } from "../../../src/changelog/formatter.ts";

const names: Readonly<Record<string, string>> = {
  alice: "First Person",
  bob: "Zweite <Person>",
};

const formatters: Formatter[] = [
  { path: "$user", format: (v) => names[String(v)] },
  {
    format: (v, path) =>
      path.join(".") === "tick.t1" && typeof v === "string" && v !== "t1"
        ? `<${v.toUpperCase()}>`
        : undefined,
  },
  {
    format: (v, path) =>
      path.join(".") === "tick.t2" && v === "t2" ? "second" : undefined,
  },
];

export default formatters;
