import { assertEquals } from "@std/assert";
import {
  onFormatterError,
  reportFormatterError,
} from "../../src/changelog/formatter_errors.ts";

Deno.test("trouble with one culprit is told once, and again to the next", () => {
  const heard: unknown[] = [];
  const culprit = {};
  try {
    reportFormatterError(culprit, "Unheard", 0);
    onFormatterError((what, error) => heard.push([what, error]));
    reportFormatterError(culprit, "Failed", 1);
    reportFormatterError(culprit, "Failed", 2);
    reportFormatterError({}, "Failed", 3);
    onFormatterError((what, error) => heard.push([what, error]));
    reportFormatterError(culprit, "Failed", 4);
  } finally {
    onFormatterError(undefined);
  }
  assertEquals(heard, [["Failed", 1], ["Failed", 3], ["Failed", 4]]);
});

Deno.test("a listener that fails is left alone", () => {
  try {
    onFormatterError(() => {
      throw new Error("no");
    });
    reportFormatterError({}, "Failed", 1);
  } finally {
    onFormatterError(undefined);
  }
});
