/**
 * Who imports whom, and what of it breaks the rules of the house.
 *
 * @module
 */

import { codeOf, type SourceFile } from "./source_files.ts";

/** One import. */
export interface Import {
  /** The path of the file that imports. */
  from: string;
  /** The path of a file of ours, or the name of a package. */
  to: string;
  /** `type` is erased, `dynamic` happens at run time if at all. */
  kind: "value" | "type" | "dynamic";
}

/** The rooms, outermost last: a file belongs to the first whose prefix its path has. */
const rooms = [
  ["errors", "src/errors.ts"],
  ["records", "src/records.ts"],
  ["replay", "src/replay.ts"],
  ["values", "src/values/"],
  ["state", "src/state/"],
  ["log", "src/log/"],
  ["file", "src/file/"],
  ["snapshot", "src/snapshot/"],
  ["writer", "src/writer/"],
  ["history", "src/history/"],
  ["job", "src/job/"],
  ["cli", "src/cli/"],
  ["wiring", "src/"],
  ["door", "mod.ts"],
] as const;

/** The name of a room. */
export type Room = typeof rooms[number][0];

/** What each room may import, itself and the packages aside. */
export const mayImport: Record<Room, readonly Room[]> = {
  errors: [],
  records: [],
  values: ["errors"],
  state: ["values", "errors", "records"],
  log: ["values", "errors", "records"],
  file: ["log", "errors"],
  replay: ["state", "log", "values", "errors", "records"],
  snapshot: ["replay", "state", "log", "values", "errors", "records"],
  writer: ["snapshot", "file", "log", "errors"],
  history: ["file", "replay", "state", "log", "values", "errors", "records"],
  job: ["history", "writer", "file", "errors"],
  wiring: [
    "job",
    "writer",
    "history",
    "replay",
    "state",
    "log",
    "values",
    "errors",
    "records",
  ],
  cli: [
    "wiring",
    "history",
    "replay",
    "state",
    "log",
    "file",
    "values",
    "errors",
    "records",
  ],
  door: [
    "wiring",
    "job",
    "writer",
    "history",
    "replay",
    "state",
    "log",
    "values",
    "errors",
    "records",
  ],
};

/** The room of a file of ours. */
export function roomOf(path: string): Room {
  const found = rooms.find(([, prefix]) => path.startsWith(prefix));
  if (found === undefined) throw new RangeError(`No room has ${path}`);
  return found[0];
}

/** All imports of a file. */
export function importsOf({ path, text }: SourceFile): Import[] {
  const found: Import[] = [];
  const add = (to: string, kind: Import["kind"]) =>
    found.push({ from: path, to: resolve(path, to), kind });
  const statement =
    /^(?:import|export)\s+(type\s+)?(?:([\w*{}\s,$]+?)\s+from\s+)?"([^"]+)"/gm;
  for (const [, type, names, to] of text.matchAll(statement)) {
    add(to, type || onlyTypes(names) ? "type" : "value");
  }
  const code = codeOf(text).map((line) => line.code).join("\n");
  const calls = /\b(typeof\s+)?import\(\s*"([^"]+)"/g;
  for (const [, type, to] of code.matchAll(calls)) {
    add(to, type ? "type" : "dynamic");
  }
  return found;
}

/** `{ type A, type B }` is erased like `type { A, B }`. */
function onlyTypes(names: string | undefined): boolean {
  const list = names?.match(/^\{([^}]*)\}$/)?.[1].split(",").map((name) =>
    name.trim()
  );
  return list?.every((name) => name === "" || name.startsWith("type ")) ??
    false;
}

function resolve(from: string, to: string): string {
  return /^\.{1,2}\//.test(to)
    ? new URL(to, `file:///${from}`).pathname.slice(1)
    : to;
}

/** The imports that a room may not have, as `from -> to`. */
export function breaches(imports: Import[]): string[] {
  return imports
    .filter(({ from, to }) => {
      if (!/\.ts$/.test(to)) return false; // a package
      const [room, target] = [roomOf(from), roomOf(to)];
      return room !== target && !mayImport[room].includes(target);
    })
    .map(({ from, to }) => `${from} -> ${to}`);
}

/** All files that run as soon as `start` is imported, itself included. */
export function loadedBy(start: string, imports: Import[]): Set<string> {
  const reached = new Set([start]);
  for (const path of reached) { // a set yields what is added on the way, too
    for (const { from, to, kind } of imports) {
      if (from === path && kind === "value") reached.add(to);
    }
  }
  return reached;
}
