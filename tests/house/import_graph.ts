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

/** The rooms: a file belongs to the first whose prefix its path has. */
const rooms = [
  ["errors", "src/errors.ts"],
  ["record", "src/record.ts"],
  ["deep_readonly", "src/deep_readonly.ts"],
  ["pattern", "src/values/pattern/"],
  ["values", "src/values/"],
  ["diff", "src/diff/"],
  ["draft", "src/transaction/draft/"],
  ["transaction", "src/transaction/"],
  ["log", "src/log/"],
  ["json_record", "src/format/json/record/"],
  ["json", "src/format/json/"],
  ["msgpack", "src/format/binary/msgpack/"],
  ["binary", "src/format/binary/"],
  ["format", "src/format/"],
  ["file_path", "src/file/file_path.ts"],
  ["file", "src/file/"],
  ["replay", "src/replay/"],
  ["live_snapshot", "src/snapshot/live/"],
  ["text_snapshot", "src/snapshot/text/"],
  ["snapshot", "src/snapshot/"],
  ["nats_options", "src/keep/nats_options.ts"],
  ["store", "src/store/store.ts"],
  ["protocol", "src/store/file/protocol/"],
  ["hosted_log", "src/store/hosted_log.ts"],
  ["client", "src/store/file/client/"],
  ["checkpoint", "src/store/file/checkpoint/"],
  ["worker", "src/store/file/worker/"],
  ["mirror", "src/store/file/mirror/"],
  ["rotation", "src/store/file/rotation/"],
  ["changelog_text", "src/changelog/text/"],
  ["changelog_state", "src/changelog/state/"],
  ["changelog", "src/changelog/"],
  ["reader", "src/history/reader/"],
  ["changes", "src/history/changes/"],
  ["maintenance_door", "src/maintenance/mod.ts"],
  ["maintenance", "src/maintenance/"],
  ["kanta_keep", "src/keep/kanta_keep.ts"],
  ["keep", "src/keep/"],
  ["memory_store", "src/store/memory/"],
  ["stream_port", "src/store/stream/port/"],
  ["stream", "src/store/stream/protocol/"],
  ["stream_writer", "src/store/stream/writer/"],
  ["stream_snapshot", "src/store/stream/snapshot/"],
  ["nats_worker", "src/store/nats/worker/"],
  ["nats", "src/store/nats/"],
  ["stream_client", "src/store/stream/client/"],
  ["stream_lost", "src/store/stream/lost/"],
  ["scheme", "src/store/scheme.ts"],
  ["history_door", "src/history/mod.ts"],
  ["history", "src/history/"],
  ["browser", "src/browser/"],
  ["live", "src/live/"],
  ["servers", "src/follow/servers/"],
  ["follow", "src/follow/"],
  ["schema", "src/database/schema/"],
  ["database", "src/database/"],
  ["testing", "src/testing/"],
  ["viewer_wire", "src/viewer/wire"],
  ["viewer_page", "src/viewer/page/"],
  ["viewer_export", "src/viewer/export/"],
  ["viewer_offline", "src/viewer/offline/"],
  ["viewer_door", "src/viewer/mod.ts"],
  ["viewer", "src/viewer/"],
  ["cli", "src/cli/"],
  ["wiring", "src/"],
  ["door", "mod.ts"],
] as const;

/** The name of a room. */
export type Room = typeof rooms[number][0];

/** What each room may import, itself and the packages aside. */
export const mayImport: Record<Room, readonly Room[]> = {
  errors: [],
  record: [],
  deep_readonly: [],
  values: ["errors"],
  pattern: ["values", "errors"],
  diff: ["values", "errors", "record"],
  draft: ["diff", "values", "errors", "record"],
  transaction: ["draft", "diff", "values", "errors", "record"],
  log: ["values", "errors", "record"],
  json_record: ["log", "values", "errors", "record"],
  json: ["json_record", "log", "values", "errors", "record"],
  msgpack: ["log", "values", "errors", "record"],
  binary: ["msgpack", "log", "values", "errors", "record"],
  format: [
    "json",
    "json_record",
    "binary",
    "log",
    "values",
    "errors",
    "record",
  ],
  file_path: ["values"],
  file: ["file_path", "log", "errors"],
  replay: ["diff", "format", "json", "log", "values", "errors", "record"],
  live_snapshot: ["json_record", "diff", "log", "values", "errors", "record"],
  text_snapshot: [
    "live_snapshot",
    "replay",
    "json",
    "json_record",
    "diff",
    "log",
    "values",
    "errors",
    "record",
  ],
  snapshot: [
    "text_snapshot",
    "live_snapshot",
    "replay",
    "json",
    "json_record",
    "diff",
    "log",
    "values",
    "errors",
    "record",
  ],
  nats_options: [],
  store: ["nats_options", "format", "log", "errors", "keep"],
  protocol: ["store", "hosted_log", "file", "log", "values", "errors", "keep"],
  hosted_log: ["nats_options", "store", "file", "log", "errors", "keep"],
  client: [
    "hosted_log",
    "mirror",
    "store",
    "protocol",
    "format",
    "file",
    "log",
    "errors",
    "keep",
  ],
  mirror: [
    "worker",
    "protocol",
    "reader",
    "file_path",
    "file",
    "format",
    "log",
    "values",
    "errors",
  ],
  checkpoint: [
    "store",
    "protocol",
    "snapshot",
    "text_snapshot",
    "file",
    "format",
    "log",
    "errors",
  ],
  worker: [
    "hosted_log",
    "checkpoint",
    "store",
    "protocol",
    "file",
    "file_path",
    "format",
    "json",
    "log",
    "errors",
    "keep",
  ],
  changelog_text: ["values", "errors", "record"],
  changelog_state: ["transaction", "draft", "diff", "values"],
  changelog: [
    "changelog_state",
    "changelog_text",
    "transaction",
    "draft",
    "diff",
    "values",
    "errors",
    "record",
  ],
  reader: [
    "pattern",
    "file_path",
    "file",
    "format",
    "log",
    "values",
    "errors",
    "record",
  ],
  maintenance: [
    "follow",
    "stream_port",
    "nats_options",
    "history",
    "pattern",
    "changes",
    "reader",
    "file_path",
    "changelog",
    "changelog_text",
    "replay",
    "file",
    "protocol",
    "format",
    "json",
    "json_record",
    "diff",
    "log",
    "values",
    "errors",
    "record",
  ],
  keep: ["errors"],
  kanta_keep: ["live", "history", "maintenance", "file_path", "keep"],
  maintenance_door: [
    "nats_options",
    "kanta_keep",
    "keep",
    "maintenance",
    "reader",
    "replay",
    "log",
  ],
  rotation: [
    "worker",
    "checkpoint",
    "protocol",
    "keep",
    "snapshot",
    "text_snapshot",
    "replay",
    "json",
    "reader",
    "file_path",
    "file",
    "format",
    "log",
    "values",
    "errors",
  ],
  changes: ["pattern", "log", "diff", "values", "errors", "record"],
  history_door: [
    "wiring",
    "history",
    "maintenance",
    "changes",
    "reader",
    "log",
    "errors",
    "record",
  ],
  history: [
    "changelog",
    "json_record",
    "changes",
    "pattern",
    "reader",
    "replay",
    "diff",
    "file_path",
    "file",
    "format",
    "log",
    "values",
    "errors",
    "record",
    "keep",
  ],
  schema: [
    "replay",
    "transaction",
    "draft",
    "diff",
    "values",
    "errors",
    "record",
  ],
  database: [
    "stream_port",
    "nats_options",
    "keep",
    "follow",
    "pattern",
    "changes",
    "schema",
    "changelog_state",
    "file_path",
    "changelog",
    "replay",
    "transaction",
    "draft",
    "diff",
    "client",
    "scheme",
    "store",
    "format",
    "log",
    "values",
    "deep_readonly",
    "errors",
    "record",
    "keep",
  ],
  browser: ["live", "changes", "json_record", "values", "deep_readonly"],
  servers: [
    "stream_writer",
    "json",
    "file",
    "format",
    "reader",
    "nats_options",
    "mirror",
    "worker",
    "follow",
    "stream",
    "stream_port",
    "nats",
    "protocol",
    "log",
    "values",
    "errors",
  ],
  follow: [
    "stream_port",
    "nats_options",
    "protocol",
    "reader",
    "replay",
    "diff",
    "file",
    "format",
    "log",
    "values",
    "errors",
    "record",
  ],
  live: [
    "log",
    "protocol",
    "database",
    "schema",
    "history",
    "changes",
    "reader",
    "pattern",
    "transaction",
    "draft",
    "format",
    "log",
    "values",
    "errors",
    "record",
  ],
  testing: ["json", "log", "values", "errors", "record"],
  viewer_wire: [],
  viewer_page: ["viewer_wire", "browser"],
  viewer_offline: ["viewer", "viewer_page", "viewer_wire", "values"],
  viewer_door: ["viewer", "viewer_export", "nats_options"],
  viewer_export: [
    "viewer",
    "viewer_wire",
    "history",
    "reader",
    "file_path",
    "format",
    "json",
    "diff",
    "values",
    "errors",
    "record",
  ],
  viewer: [
    "nats_options",
    "stream_port",
    "viewer_wire",
    "live",
    "follow",
    "history",
    "changes",
    "reader",
    "pattern",
    "replay",
    "diff",
    "json_record",
    "protocol",
    "file_path",
    "file",
    "format",
    "log",
    "values",
    "errors",
    "record",
  ],
  cli: [
    "nats_options",
    "stream_port",
    "protocol",
    "viewer",
    "viewer_export",
    "follow",
    "database",
    "json_record",
    "file_path",
    "schema",
    "pattern",
    "history",
    "changes",
    "reader",
    "maintenance",
    "changelog",
    "changelog_text",
    "replay",
    "diff",
    "file",
    "format",
    "log",
    "values",
    "errors",
    "record",
    "wiring",
    "keep",
  ],
  stream: ["stream_port", "protocol", "format", "log", "values", "errors"],
  stream_writer: [
    "stream",
    "stream_port",
    "hosted_log",
    "checkpoint",
    "store",
    "protocol",
    "file",
    "format",
    "json",
    "log",
    "values",
    "errors",
    "keep",
  ],
  stream_snapshot: [
    "stream",
    "stream_port",
    "checkpoint",
    "protocol",
    "snapshot",
    "text_snapshot",
    "format",
    "log",
  ],
  nats_worker: [
    "nats",
    "nats_options",
    "stream",
    "stream_snapshot",
    "stream_writer",
    "stream_lost",
    "stream_port",
    "worker",
    "checkpoint",
    "hosted_log",
    "protocol",
    "file",
    "format",
  ],
  nats: ["nats_options", "stream_port", "protocol", "values", "errors"],
  stream_port: ["values"],
  stream_lost: [
    "stream",
    "stream_port",
    "hosted_log",
    "store",
    "protocol",
    "file_path",
    "file",
    "json",
    "log",
    "errors",
    "keep",
  ],
  stream_client: [
    "client",
    "protocol",
    "stream_port",
    "nats_options",
    "store",
    "format",
    "values",
    "errors",
  ],
  memory_store: [
    "store",
    "snapshot",
    "text_snapshot",
    "format",
    "log",
    "errors",
    "keep",
  ],
  scheme: ["memory_store", "stream_client", "client", "store", "file_path"],
  wiring: [
    "live",
    "kanta_keep",
    "history",
    "file_path",
    "database",
    "schema",
    "maintenance",
    "store",
    "deep_readonly",
    "errors",
    "values",
    "record",
    "kanta_keep",
  ],
  door: [
    "format",
    "reader",
    "wiring",
    "database",
    "schema",
    "maintenance",
    "client",
    "store",
    "protocol",
    "changelog",
    "changelog_text",
    "replay",
    "diff",
    "json",
    "json_record",
    "binary",
    "log",
    "values",
    "deep_readonly",
    "errors",
    "record",
    "keep",
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
    add(to!, type || onlyTypes(names) ? "type" : "value");
  }
  const code = codeOf(text).map((line) => line.code).join("\n");
  const calls = /\b(typeof\s+)?import\(\s*"([^"]+)"/g;
  for (const [, type, to] of code.matchAll(calls)) {
    add(to!, type ? "type" : "dynamic");
  }
  return found;
}

/** `{ type A, type B }` is erased like `type { A, B }`. */
function onlyTypes(names: string | undefined): boolean {
  const list = names?.match(/^\{([^}]*)\}$/)?.[1]?.split(",").map((name) =>
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
      if (!/\.tsx?$/.test(to)) return false; // a package
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

/** Groups of names that lead back to themselves, type imports counted. */
export function cycles(
  arrows: ReadonlyMap<string, ReadonlySet<string>>,
): string[][] {
  const found: string[][] = [];
  const numbers = new Map<string, number>();
  const open: string[] = [];
  const visit = (name: string): number => {
    const own = numbers.size;
    numbers.set(name, own);
    open.push(name);
    let lowest = own;
    for (const next of arrows.get(name) ?? []) {
      if (!numbers.has(next)) lowest = Math.min(lowest, visit(next));
      else if (open.includes(next)) {
        lowest = Math.min(lowest, numbers.get(next) ?? own);
      }
    }
    if (lowest === own) {
      const group = open.splice(open.indexOf(name));
      if (group.length > 1) found.push(group.sort());
    }
    return lowest;
  };
  for (const name of arrows.keys()) if (!numbers.has(name)) visit(name);
  return found;
}

/** Who imports whom by the names that `nameOf` gives to paths; no name imports itself. */
export function arrowsOf(
  imports: readonly Import[],
  nameOf: (path: string) => string,
): Map<string, Set<string>> {
  const arrows = new Map<string, Set<string>>();
  for (const { from, to, kind } of imports) {
    // A dynamic import that names a worker's module is no arrow: it runs elsewhere.
    if (kind === "dynamic" || !/\.tsx?$/.test(to)) continue;
    const [start, end] = [nameOf(from), nameOf(to)];
    if (start === end) continue;
    const known = arrows.get(start);
    if (known === undefined) arrows.set(start, new Set([end]));
    else known.add(end);
  }
  return arrows;
}

/** Files that put rooms together: an entry point, a class that `Kanta` is made of. */
const WIRING = /\/(?:mod|kanta_\w+)\.ts$/;

/**
 * What lies directly in a folder, files and folders, and imports itself by way of
 * others there. What puts rooms together stands above them, wherever it lies, so
 * its imports are not counted.
 */
export function cyclesIn(
  folder: string,
  imports: readonly Import[],
): string[][] {
  const nameOf = (path: string) => {
    const end = path.indexOf("/", folder.length);
    return end < 0 ? path : path.slice(0, end + 1);
  };
  const inside = imports.filter(({ from, to }) =>
    from.startsWith(folder) && to.startsWith(folder) &&
    !WIRING.test(from)
  );
  return cycles(arrowsOf(inside, nameOf));
}
