/**
 * The Python package of the tests is the real one, or said to be left out.
 *
 * @module
 */
import { assertEquals, assertRejects } from "@std/assert";
import { TempFolder } from "../support/temp.ts";
import { PythonPackage } from "./python_package.ts";

Deno.test("a Python that is named has to be there, with the package", async () => {
  using temp = new TempFolder();
  const named = temp.file("python");
  const error = await assertRejects(
    () => PythonPackage.find("what needs it", named),
    Error,
    "it has no kanta[bin]==0.9.4",
  );
  assertEquals(error.message.startsWith(`KANTA_PYTHON is ${named},`), true);
});
