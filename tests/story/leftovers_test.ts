/**
 * What a database leaves behind is nothing, seen in a process that has nothing
 * else to do: see `leftovers.ts`.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { LEFTOVERS, type Outcome } from "./leftovers.ts";
import { pathOf } from "../../src/file/file_path.ts";

let begun: Promise<ReadonlyMap<string, string | null>> | undefined;

/** Does all of them; what was wrong with each, by name. */
async function outcomes(): Promise<ReadonlyMap<string, string | null>> {
  const program = pathOf(new URL("./leftovers.ts", import.meta.url));
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "-A", program],
  }).output();
  const said = new TextDecoder().decode(stderr).trim();
  assertEquals(code, 0, said);
  if (said !== "") console.error(said); // such as what it left out
  const lines = new TextDecoder().decode(stdout).trim().split("\n");
  return new Map(lines.map((line): Outcome => JSON.parse(line)));
}

for (const name of LEFTOVERS.keys()) {
  Deno.test(name, async () => {
    const all = await (begun ??= outcomes());
    assert(all.has(name), "it did not end");
    assertEquals(all.get(name), null);
  });
}
