/**
 * The workflows of a forge run what is there: they can't be run here.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";

const ROOT = new URL("../../", import.meta.url);
const FOLDER = new URL(".github/workflows/", ROOT);

const read = (path: string) => Deno.readTextFileSync(new URL(path, ROOT));

const workflows = Array.from(
  Deno.readDirSync(FOLDER),
  ({ name }) => ({ name, text: Deno.readTextFileSync(new URL(name, FOLDER)) }),
);

/** The text that the pattern finds in all of the texts, each once. */
function found(pattern: RegExp, ...texts: string[]): string[] {
  const all = texts.flatMap((text) => [...text.matchAll(pattern)]);
  return [...new Set(all.map(([, part]) => part ?? ""))].sort();
}

Deno.test("one version of Deno is named, wherever one is", () => {
  const texts = [read(".ci/run"), read("README.md"), read("CONTRIBUTING.md")];
  for (const { text } of workflows) texts.push(text);
  const pattern = /(?:deno-version: v|deno@|^wanted=|Deno )(\d+\.\d+\.\d+)/gm;
  const versions = found(pattern, ...texts);
  assertEquals(versions.length, 1, versions.join(" and "));
});

Deno.test("the workflows run tasks and files that are there", () => {
  const { tasks } = JSON.parse(read("deno.json"));
  const texts = workflows.map(({ text }) => text);
  for (const name of found(/deno task ([\w:]+)/g, ...texts)) {
    assert(name in tasks, `no task ${name}`);
  }
  const files = found(/(?:uses|run): (\.\S+)/g, ...texts);
  assertEquals(files, ["./.github/workflows/ci.yml", ".ci/run"]);
  for (const file of files) Deno.statSync(new URL(file, ROOT));
});

Deno.test("what publishes does so after all tests, and alone may sign", () => {
  const signing = workflows.filter(({ text }) => text.includes("id-token"));
  assertEquals(signing.map(({ name }) => name), ["publish.yml"]);
  const [publish] = signing;
  const [before, job] = publish?.text.split(/^ {2}publish:$/m) ?? [];
  assert(before?.includes("uses: ./.github/workflows/ci.yml"));
  assert(!before!.includes("id-token"));
  for (const part of ["needs: ci", "id-token: write", "deno publish"]) {
    assert(job?.includes(part), part);
  }
});

Deno.test("the package is made before it is published, and published from its folder", () => {
  const { text } = workflows.find(({ name }) => name === "publish.yml")!; // see above
  const [before, after] = text.split("run: deno publish");
  assert(before?.includes('run: deno task package "$RUNNER_TEMP/package"'));
  assert(after?.includes("working-directory: ${{ runner.temp }}/package"));
});

Deno.test("the workflows know three systems", () => {
  const texts = workflows.map(({ text }) => text);
  const systems = found(/\b(ubuntu|macos|windows)-latest/g, ...texts);
  assertEquals(systems, ["macos", "ubuntu", "windows"]);
});
