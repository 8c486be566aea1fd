/**
 * Imports go one way: the design says which room may know which.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import {
  arrowsOf,
  breaches,
  cycles,
  cyclesIn,
  type Import,
  importsOf,
  loadedBy,
  roomOf,
} from "./import_graph.ts";
import { PROGRAMS } from "../../tools/build.ts";
import { filesBelow, places, root } from "./source_files.ts";

const files = filesBelow("src/");
files.push({
  path: "mod.ts",
  text: Deno.readTextFileSync(new URL("mod.ts", root)),
});
const imports = files.flatMap(importsOf);

/** A call of one of Deno's functions that touch files. */
const FILE_FUNCTION = new RegExp(
  "\\bDeno\\s*\\.\\s*(open|create|copyFile|readFile|readTextFile|writeFile|writeTextFile|remove|" +
    "rename|stat|lstat|truncate|mkdir|makeTemp\\w+|readDir|readLink|realPath|symlink|link|chmod|" +
    "chown|utime|watchFs)(Sync)?\\b",
);

/** What a function that knows only its arguments does not touch. */
const OUTSIDE_WORLD =
  /\b(Deno\s*\.|Worker\(|Date\.now|new Date\(\)|Temporal\.Now|performance\.|setTimeout|setInterval|fetch\(|console\.)/;

/** What has Deno make its timers; see `src/store/file/protocol/timers.ts` for what is used instead. */
const OWN_TIMER = /\bset(Timeout|Interval|Immediate)\b/;

/** What the product depends on, and who may; more needs a reason in the commit that adds it. */
const PACKAGES: Record<string, string> = {
  "@std/fs": "src/",
  "@std/jsonc": "src/",
  "@std/msgpack": "src/format/binary/",
  "@std/streams": "src/",
  "deno.json": "src/cli/help/version.ts",
  // What speaks to NATS servers; a program that opens no such address loads none of it.
  "@nats-io/transport-node": "src/store/nats/",
  "@nats-io/transport-node/lib/node_transport.js":
    "src/store/nats/heard_transport.ts",
  "hash-wasm": "src/format/binary/blake3",
  // The same as an ES module: what the package names by itself is CommonJS.
  "hash-wasm/dist/index.esm.js": "src/format/binary/blake3_package.ts",
  // Made by `deno task build`; a bundler that does not find it names the folder.
  "deno-task-build/browser.js": "src/live/browser_module.ts",
  "deno-task-build/job.js": "src/maintenance/job.ts",
  "deno-task-build/mirror.js": "src/store/file/client/mirrored_channel.ts",
  "deno-task-build/rotation.js": "src/store/file/client/rotation_program.ts",
  "deno-task-build/stream.js": "src/store/stream/client/stream_store.ts",
  "deno-task-build/stream_mirror.js": "src/follow/stream_mirror.ts",
  "deno-task-build/stream_tools.js": "src/follow/stream_tools.ts",
  "deno-task-build/viewer.js": "src/viewer/http/page_files.ts",
  "deno-task-build/viewer_export.js": "src/viewer/http/page_files.ts",
  "deno-task-build/viewer_style.js": "src/viewer/http/page_files.ts",
  "deno-task-build/writer.js": "src/store/file/client/shared_writer.ts",
  "msgpackr": "src/format/binary/",
  // What the viewer's page is made of; a program that does not serve it loads none of it.
  "preact": "src/viewer/page/",
  "preact/hooks": "src/viewer/page/",
  "@preact/signals": "src/viewer/page/",
  "node:buffer": "src/format/binary/", // decodes short strings faster than TextDecoder
  "node:util": "src/cli/",
};

/** What of npm only the tests depend on, and the file that alone may import it. */
const TEST_PACKAGES: Record<string, string> = {
  // Pages are tried in a real browser, and this drives the system's one: it brings none.
  "npm:playwright-core@1.65.1": "tests/support/browser.ts",
  // What of a page is out of reach of those who do not see it: nobody finds all by hand.
  "npm:axe-core@4.11.0": "tests/support/axe.ts",
  // What is asked of NATS servers beside the product.
  "npm:@nats-io/transport-node@3.4.0": "tests/support/nats_servers.ts",
};

Deno.test("no room imports one that it may not know", () => {
  assertEquals(breaches(imports), []);
});

Deno.test("every import is found, and leads to a file that is there", () => {
  const known = new Set(files.map((file) => file.path));
  const ours = imports.filter(({ to }) =>
    to.startsWith("src/") || to.endsWith(".ts")
  );
  assertEquals(ours.filter(({ to }) => !known.has(to)), []);
  const lines = files.flatMap(({ text }) =>
    text.match(
      /^(import|export)\b[^;{]*\{?[^;}]*\}? from "|\btypeof import\(/gm,
    ) ?? []
  );
  assertEquals(
    imports.filter(({ kind }) => kind !== "dynamic").length,
    lines.length,
  );
});

Deno.test("importing the database loads nothing that can touch a file", () => {
  const touching = new Set(
    files.filter((file) => places([file], FILE_FUNCTION).length > 0).map((
      file,
    ) => file.path),
  );
  const loaded = loadedBy("src/kanta.ts", imports);
  assertEquals([...loaded].filter((path) => touching.has(path)), []);
});

/** The most modules that load before a program's first line; each takes time. */
const MOST_LOADED = 85;

Deno.test("a session, the change log, maintenance and binary logs are loaded by who needs them", () => {
  const loaded = [...loadedBy("mod.ts", imports)];
  const late =
    /^src\/(transaction|replay|snapshot|maintenance|changelog|follow|format\/binary|store\/(memory|file\/worker))\//;
  // These load the rest of their rooms when it is asked for.
  const doors = [
    "src/changelog/log_switch.ts",
    "src/maintenance/late_tools.ts",
  ];
  assertEquals(
    loaded.filter((path) => late.test(path) && !doors.includes(path)),
    [],
  );
  const ours = loaded.filter((path) => path.startsWith("src/"));
  assert(ours.length <= MOST_LOADED, `${ours.length} modules`);
});

Deno.test("a follower loads nothing that writes", () => {
  const loaded = [...loadedBy("src/database/follow/following.ts", imports)];
  const writing = /^src\/(transaction|snapshot|store|maintenance)\//;
  assertEquals(loaded.filter((path) => writing.test(path)), []);
  assert(loaded.includes("src/follow/follower.ts"));
});

Deno.test("who opens or follows a file loads nothing of logs on servers", () => {
  const late =
    /^src\/(store\/(nats|stream\/(client|writer|protocol|snapshot|lost))\/|follow\/(servers\/|stream_|late_feed|kept_bytes|offline_feed|followed_stream))/;
  const starts = [
    "mod.ts",
    "src/database/session.ts",
    "src/store/file/client/file_store.ts",
    "src/database/follow/following.ts",
  ];
  for (const start of starts) {
    const loaded = [...loadedBy(start, imports)];
    assertEquals(loaded.filter((path) => late.test(path)), [], start);
  }
  const care = loadedBy("src/database/follow/stream_care.ts", imports);
  assert([...care].some((path) => late.test(path)));
});

Deno.test("what brings old data up to date, or applies schemas, is loaded when there is something to do", () => {
  const late = /^src\/database\/schema\/(upgrade|data_schemas)\.ts$/;
  for (const file of ["src/database/session.ts", "mod.ts"]) {
    const loaded = [...loadedBy(file, imports)];
    assertEquals(loaded.filter((path) => late.test(path)), [], file);
  }
  const eager: Import = {
    from: "src/database/session.ts",
    to: "src/database/schema/upgrade.ts",
    kind: "value",
  };
  const loaded = [...loadedBy("src/database/session.ts", [...imports, eager])];
  assertEquals(loaded.filter((path) => late.test(path)), [eager.to]);
});

Deno.test("nothing of a mirror is loaded by who keeps none", () => {
  const late =
    /^src\/(store\/file\/(mirror\/|client\/mirrored_channel|protocol\/shared_end)|keep\/mirror_event)/;
  const starts = ["mod.ts", "src/store/file/worker/worker.ts"];
  for (const start of starts) {
    const loaded = [...loadedBy(start, imports)];
    assertEquals(loaded.filter((path) => late.test(path)), [], start);
  }
  const eager: Import = {
    from: "src/store/file/client/file_store.ts",
    to: "src/store/file/client/mirrored_channel.ts",
    kind: "value",
  };
  const loaded = [...loadedBy("mod.ts", [...imports, eager])];
  assert(loaded.some((path) => late.test(path)));
});

/** The modules of servers among those that are reached. */
function serversIn(reached: ReadonlySet<string>): string[] {
  return [...reached].filter((path) =>
    /^(?:src\/store\/(?:nats|stream)\/|@nats-io)/.test(path)
  );
}

Deno.test("nothing of logs on servers is loaded by who opens files, and no package by an import", () => {
  const starts = [
    "mod.ts",
    "src/store/file/worker/worker.ts",
    "src/store/file/checkpoint/maker_worker.ts",
    "src/database/session.ts",
    "src/database/transactor.ts",
  ];
  for (const start of starts) {
    assertEquals(serversIn(loadedBy(start, imports)), [], start);
  }
  // Deno looks up what a literal import() names, whether it is run or not.
  const named = imports.map((one) =>
    one.kind === "dynamic" ? { ...one, kind: "value" as const } : one
  );
  const found = serversIn(loadedBy("mod.ts", named));
  assertEquals(found.sort(), [
    "src/store/stream/client/stream_channel.ts",
    "src/store/stream/client/stream_store.ts",
    "src/store/stream/port/stream_address.ts",
  ]);
  const eager: Import = {
    from: "src/store/scheme.ts",
    to: "src/store/nats/open_stream.ts",
    kind: "value",
  };
  const loaded = serversIn(loadedBy("mod.ts", [...imports, eager]));
  assert(loaded.includes("@nats-io/transport-node"));
});

/** What knows the file's store: who chooses a store, and what a caller hands over. */
const KNOWS_FILE_STORE = new Set([
  "mod.ts",
  "src/database/options.ts", // the type of a shared writer
  "src/store/scheme.ts",
]);

/** The imports of what joins a worker in the main isolate, from outside of the stores. */
function knowingFileStore(list: readonly Import[]): string[] {
  return list
    .filter(({ from, to }) =>
      to.startsWith("src/store/file/client/") &&
      !/^src\/store\/(?:file|stream\/client)\//.test(from) &&
      !KNOWS_FILE_STORE.has(from)
    )
    .map(({ from, to }) => `${from} -> ${to}`);
}

Deno.test("a session knows the interface of a store, and no store", () => {
  assertEquals(knowingFileStore(imports), []);
  const leak: Import = {
    from: "src/database/session.ts",
    to: "src/store/file/client/channel.ts",
    kind: "type",
  };
  assertEquals(knowingFileStore([leak]), [`${leak.from} -> ${leak.to}`]);
});

Deno.test("importing the package loads nothing of Node's: each took 7 to 30 ms", () => {
  const loaded = loadedBy("mod.ts", imports);
  assertEquals([...loaded].filter((path) => path.startsWith("node:")), []);
});

/** The programs that are evaluated as scripts; a module may import. */
const SCRIPTS = PROGRAMS.filter(({ format, browser }) =>
  format !== "esm" && browser !== true
).map(({ entry }) => entry);

/** The modules of Node's that a program reaches, also those that are loaded later. */
function nodeOf(start: string, list: readonly Import[]): string[] {
  const run = list.map((one) =>
    one.kind === "dynamic" ? { ...one, kind: "value" as const } : one
  );
  return [...loadedBy(start, run)].filter((path) => path.startsWith("node:"));
}

Deno.test("a worker's program imports nothing of Node's, ever: a bundler would make a module of the script", () => {
  assert(SCRIPTS.includes("src/maintenance/job_worker.ts"));
  for (const start of SCRIPTS) assertEquals(nodeOf(start, imports), [], start);
  const from = "src/history/reader/packed_source.ts";
  for (const kind of ["value", "dynamic"] as const) {
    const more = [...imports, { from, to: "node:zlib", kind }];
    assertEquals(nodeOf("src/maintenance/job_worker.ts", more), ["node:zlib"]);
  }
});

Deno.test("what a browser loads touches nothing of Deno's and no package", () => {
  const loaded = loadedBy("src/browser/mod.ts", imports);
  const running = files.filter(({ path }) => loaded.has(path));
  assertEquals(running.length, loaded.size, [...loaded].join("\n"));
  assertEquals(places(running, /\bDeno\s*\./), []);
});

Deno.test("none of Deno's own timers is set: the first one of an isolate took 6 to 8 ms", () => {
  // A browser has no others.
  const others = files.filter(({ path }) =>
    !/^src\/(?:browser|viewer\/page)\//.test(path)
  );
  assertEquals(places(others, OWN_TIMER), []);
});

Deno.test("Deno's file functions are called in src/file/ alone, and by the commands", () => {
  const others = files.filter(({ path }) => !/^src\/(file|cli)\//.test(path));
  assertEquals(places(others, FILE_FUNCTION), []);
});

Deno.test("values, diff, transaction, log, format and snapshot touch neither file, worker, clock nor console", () => {
  const pure = files.filter(({ path }) =>
    /^src\/(values|diff|transaction|log|format|snapshot)\//.test(path)
  );
  assertEquals(places(pure, OUTSIDE_WORLD), []);
});

Deno.test("nothing is printed but by the commands and the change log", () => {
  // At exit there is nobody left to throw at: commits that are lost are printed.
  const quiet = files.filter(({ path }) =>
    !/^src\/(cli|changelog)\/|^src\/store\/file\/client\/exit_drain\.ts$/.test(
      path,
    )
  );
  assertEquals(places(quiet, /\bconsole\s*\.|Deno\.std(out|err)\b/), []);
});

Deno.test("the product depends on what the design names, and on nothing else", () => {
  const others = imports
    .filter(({ to }) => !/\.tsx?$/.test(to))
    .filter(({ from, to }) =>
      !(to in PACKAGES && from.startsWith(PACKAGES[to]!))
    );
  assertEquals(others.map(({ from, to }) => `${from} -> ${to}`), []);
});

/** The imports of npm packages from files that may not have them. */
function strangersIn(list: readonly Import[]): string[] {
  return list
    .filter(({ from, to }) =>
      to.startsWith("npm:") && TEST_PACKAGES[to] !== from
    )
    .map(({ from, to }) => `${from} -> ${to}`);
}

Deno.test("tests, tools and examples import of npm what is named here, each version exact", () => {
  const list = ["tests/", "tools/", "examples/"].flatMap(filesBelow)
    .flatMap(importsOf);
  assert(list.some(({ to }) => to in TEST_PACKAGES));
  assertEquals(strangersIn(list), []);
  const stranger: Import = {
    from: "tests/kanta_test.ts",
    to: "npm:playwright-core@1.65.1",
    kind: "value",
  };
  const line = `${stranger.from} -> ${stranger.to}`;
  assertEquals(strangersIn([stranger]), [line]);
});

// The net is cut: each of these must be caught.

Deno.test("a made-up house that breaks the rules is caught", () => {
  const broken: [string, string][] = [
    ["src/diff/apply.ts", "src/format/json/serializer.ts"],
    ["src/format/json/serializer.ts", "src/diff/apply.ts"],
    ["src/diff/apply.ts", "src/file/deno_file.ts"],
    ["src/diff/apply.ts", "src/transaction/recorder.ts"],
    ["src/transaction/draft/draft.ts", "src/transaction/recorder.ts"],
    ["src/log/log_scan.ts", "src/store/file/protocol/protocol.ts"],
    ["src/values/kinds.ts", "src/diff/apply.ts"],
    ["src/errors.ts", "src/record.ts"],
    ["src/kanta.ts", "src/file/deno_file.ts"],
    ["src/database/options.ts", "src/file/log_file.ts"],
    ["src/store/file/client/channel.ts", "src/kanta.ts"],
    ["src/store/file/client/channel.ts", "src/diff/apply.ts"],
    ["src/store/file/client/channel.ts", "src/store/file/worker/writer.ts"],
    ["src/maintenance/verify.ts", "src/kanta.ts"],
    ["src/file/deno_file.ts", "src/store/file/worker/writer.ts"],
    ["mod.ts", "src/file/deno_file.ts"],
  ];
  for (const [from, to] of broken) {
    for (const kind of ["value", "type", "dynamic"] as const) {
      assertEquals(breaches([{ from, to, kind }]), [`${from} -> ${to}`]);
    }
  }
});

Deno.test("no file imports itself by way of others", () => {
  assertEquals(cycles(arrowsOf(imports, (path) => path)), []);
});

Deno.test("no room imports itself by way of others", () => {
  assertEquals(cycles(arrowsOf(imports, roomOf)), []);
});

/** All folders of the source, with those that they are in. */
const folders = new Set(
  files.flatMap(({ path }) =>
    Array.from(path.matchAll(/\//g), ({ index }) => path.slice(0, index + 1))
  ),
);

Deno.test("in every folder imports go one way, from file to file and from folder to folder", () => {
  const found = [...folders].flatMap((folder) => cyclesIn(folder, imports));
  assertEquals(found, []);
});

Deno.test("two folders that import each other are found, at any depth", () => {
  const type = (from: string, to: string): Import => ({
    from,
    to,
    kind: "type",
  });
  const list = [
    type("src/a/b/one.ts", "src/a/c/two.ts"),
    type("src/a/c/d/three.ts", "src/a/b/four.ts"),
    type("src/e/five.ts", "src/a/b/one.ts"),
  ];
  assertEquals(cyclesIn("src/a/", list), [["src/a/b/", "src/a/c/"]]);
  assertEquals(cyclesIn("src/", list), []);
  const back = type("src/a/six.ts", "src/e/five.ts");
  assertEquals(cyclesIn("src/", [...list, back]), [["src/a/", "src/e/"]]);
  for (const from of ["src/a/mod.ts", "src/a/kanta_a.ts"]) {
    assertEquals(cyclesIn("src/", [...list, { ...back, from }]), []);
  }
});

Deno.test("a way back is found, however long", () => {
  const way = (...paths: string[]): Import[] =>
    paths.slice(1).map((to, i) => ({ from: paths[i] ?? "", to, kind: "type" }));
  const around = way("a.ts", "b.ts", "c.ts", "a.ts");
  const beside = [...around, ...way("a.ts", "d.ts"), ...way("e.ts", "c.ts")];
  assertEquals(cycles(arrowsOf(beside, (path) => path)), [
    ["a.ts", "b.ts", "c.ts"],
  ]);
  assertEquals(
    cycles(arrowsOf(way("a.ts", "b.ts", "c.ts"), (path) => path)),
    [],
  );
});

Deno.test("imports are read whatever their form", () => {
  const text = [
    '/** import "a" in a comment',
    ' * import { no } from "./no.ts";',
    " */",
    'import "./bare.ts";',
    'import one from "./one.ts";',
    'import * as all from "../all.ts";',
    'import type { T } from "./type.ts";',
    "import {",
    "  type A,",
    "  type B,",
    '} from "./types.ts";',
    "import {",
    "  type A,",
    "  b,",
    '} from "./mixed.ts";',
    'export * from "./out.ts";',
    'export { x } from "@std/fs";',
    '// await import("./never.ts")',
    'const late = () => import("./late.ts");',
    'const later: typeof import("./later.ts") = await import(address);',
  ].join("\n");
  assertEquals(
    importsOf({ path: "src/log/here.ts", text }).map(({ to, kind }) =>
      `${kind} ${to}`
    ),
    [
      "value src/log/bare.ts",
      "value src/log/one.ts",
      "value src/all.ts",
      "type src/log/type.ts",
      "type src/log/types.ts",
      "value src/log/mixed.ts",
      "value src/log/out.ts",
      "value @std/fs",
      "dynamic src/log/late.ts",
      "type src/log/later.ts",
    ],
  );
});

Deno.test("what is loaded by way of others is found", () => {
  const graph: Import[] = [
    {
      from: "src/kanta.ts",
      to: "src/store/file/client/channel.ts",
      kind: "value",
    },
    {
      from: "src/store/file/client/channel.ts",
      to: "src/file/deno_file.ts",
      kind: "value",
    },
    {
      from: "src/store/file/client/channel.ts",
      to: "src/file/log_file.ts",
      kind: "type",
    },
    {
      from: "src/store/file/client/channel.ts",
      to: "src/store/file/worker/worker.ts",
      kind: "dynamic",
    },
  ];
  assertEquals([...loadedBy("src/kanta.ts", graph)], [
    "src/kanta.ts",
    "src/store/file/client/channel.ts",
    "src/file/deno_file.ts",
  ]);
});

Deno.test("a timer of Deno's own is seen in code and not in a comment", () => {
  const path = "src/store/file/client/outbox.ts";
  for (const text of ["setTimeout(send, 5);", "const later = setImmediate;"]) {
    assertEquals(places([{ path, text }], OWN_TIMER).length, 1);
  }
  assertEquals(places([{ path, text: "// setTimeout()" }], OWN_TIMER), []);
});

Deno.test("a file function is seen in code and not in a comment", () => {
  const path = "src/kanta.ts";
  const seen = [
    "await Deno.open(path);",
    "Deno.readTextFileSync(path)",
    "const f = Deno.rename;",
  ];
  for (const text of seen) {
    assertEquals(places([{ path, text }], FILE_FUNCTION).length, 1);
  }
  const unseen = [
    " * Deno.open(path)",
    "// Deno.open(path)",
    "a(); // Deno.open",
    "Deno.openings",
  ];
  for (const text of unseen) {
    assertEquals(places([{ path, text }], FILE_FUNCTION), []);
  }
});
