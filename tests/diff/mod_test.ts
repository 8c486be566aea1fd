/**
 * The entry point of diffs runs where there is no Deno.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { TempFolder } from "../support/temp.ts";
import { root } from "../house/source_files.ts";

/** A program that uses nothing but the entry point. */
const PROGRAM = `
import { applyDiff, computeDiff, deepEqual } from "@kanta/core/diff";

const before = {
  users: { alice: { age: 41 } },
  tags: ["a", "b"],
  seen: new Set([1]),
  at: new Date(5),
  big: 2n ** 60n,
};
const after = {
  users: { alice: { age: 42 }, "$bob": {} },
  tags: ["b", "c"],
  seen: new Set([1, "x"]),
  at: new Date(6),
  bytes: new Uint8Array([1, 2]),
};
const diff = computeDiff(before, after);
const state = structuredClone(before);
console.log(
  typeof globalThis.Deno,
  deepEqual(applyDiff(state, diff), after),
  computeDiff(state, after) === undefined,
  deepEqual(before, after),
);
try {
  applyDiff([], { $delete: [7] });
} catch (error) {
  console.log(error.name);
}
`;

async function bundle(temp: TempFolder): Promise<string> {
  const program = temp.file("program.js");
  Deno.writeTextFileSync(
    program,
    PROGRAM.replace(
      "@kanta/core/diff",
      new URL("src/diff/mod.ts", root).href,
    ),
  );
  const out = temp.file("bundle.mjs");
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--platform", "browser", "-o", out, program],
    cwd: root,
    env: { NO_COLOR: "1" },
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return out;
}

/** Whether there is a Node to run something with. */
async function hasNode(): Promise<boolean> {
  try {
    return (await new Deno.Command("node", { args: ["--version"] }).output())
      .success;
  } catch {
    return false;
  }
}

const WANTED = "undefined true true false\nReplayError\n";

Deno.test("a bundle of the diff's entry point names nothing of Deno's or Node's", async () => {
  using temp = new TempFolder();
  const text = Deno.readTextFileSync(await bundle(temp));
  assertEquals(
    text.match(/\bDeno\s*\.|\bfrom\s+"|\bimport\(|\brequire\(/g),
    null,
  );
});

Deno.test("a bundle of the diff's entry point runs in Node", async () => {
  if (!await hasNode()) {
    console.log("no node here: the bundle was not run in it");
    return;
  }
  using temp = new TempFolder();
  const { stdout, stderr } = await new Deno.Command("node", {
    args: [await bundle(temp)],
  }).output();
  assertEquals(
    new TextDecoder().decode(stdout),
    WANTED,
    new TextDecoder().decode(stderr),
  );
});

Deno.test("a bundle of the diff's entry point runs where nothing but the language is", async () => {
  using temp = new TempFolder();
  const text = Deno.readTextFileSync(await bundle(temp));
  const lines: string[] = [];
  // A browser has no Deno, and may have no Temporal yet.
  const run = new Function(
    "console",
    "Deno",
    "Temporal",
    "process",
    "Buffer",
    `
    const globalThis = { console };
    ${text}
  `,
  );
  run({ log: (...parts: unknown[]) => lines.push(parts.join(" ")) });
  assertEquals(lines.join("\n") + "\n", WANTED);
});
