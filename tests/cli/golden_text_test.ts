/** The text of the commands, at several widths, with and without colours. */
import { assert, assertEquals } from "@std/assert";
import { displayWidth } from "../../src/changelog/text/width.ts";
import { allOf, fileOf, LINES, LOG, textOf } from "./golden_text.ts";

for (const [name, args] of Object.entries(LINES)) {
  Deno.test(`the text of kanta ${name} is what it was`, async () => {
    assertEquals(await allOf(args), Deno.readTextFileSync(fileOf(name)));
  });
}

Deno.test("no line is wider than the terminal", async () => {
  for (const [name, args] of Object.entries(LINES)) {
    if (name.startsWith("help") || name === "log_json") continue;
    for (const width of [40, 61, 80, 200]) {
      // A state is JSON: that is not cut.
      if (name.startsWith("show")) continue;
      const text = await textOf(args, width, false);
      const [shown = ""] = text.split("--- ");
      for (const line of shown.split("\n")) {
        const columns = displayWidth(line);
        assert(columns <= width, `${name} at ${width}: ${columns}: ${line}`);
      }
    }
  }
});

Deno.test("a colour changes no character", async () => {
  for (const [name, args] of Object.entries(LINES)) {
    const colored = await textOf(args, 80, true);
    // deno-lint-ignore no-control-regex -- escapes are what is taken out
    const bare = colored.replace(/\x1b\[[\d;]*m/g, "");
    assertEquals(bare, await textOf(args, 80, false), name);
  }
});

Deno.test("nothing in the data reaches a terminal as it is, and no secret", async () => {
  for (const [name, args] of Object.entries(LINES)) {
    if (name === "log_unmasked") continue;
    const text = await textOf(args, 80, false);
    // deno-lint-ignore no-control-regex -- controls are what is looked for
    assert(!/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/.test(text), name);
    assert(!text.includes("hunter2"), name);
  }
  assert(Deno.readTextFileSync(LOG).includes("hunter2"));
  assert(
    (await textOf(LINES["log_unmasked"] ?? [], 80, false)).includes("hunter2"),
  );
});
