import { assertEquals } from "@std/assert";
import { listenToTrouble, reportTrouble } from "../../src/history/trouble.ts";

Deno.test("trouble with one culprit is told once, and again to the next", () => {
  const heard: unknown[] = [];
  const culprit = {};
  try {
    reportTrouble(culprit, "Unheard", 0);
    listenToTrouble((what, error) => heard.push([what, error]));
    reportTrouble(culprit, "Failed", 1);
    reportTrouble(culprit, "Failed", 2);
    reportTrouble({}, "Failed", 3);
    listenToTrouble((what, error) => heard.push([what, error]));
    reportTrouble(culprit, "Failed", 4);
  } finally {
    listenToTrouble(undefined);
  }
  assertEquals(heard, [["Failed", 1], ["Failed", 3], ["Failed", 4]]);
});

Deno.test("a listener that fails is left alone", () => {
  try {
    listenToTrouble(() => {
      throw new Error("no");
    });
    reportTrouble({}, "Failed", 1);
  } finally {
    listenToTrouble(undefined);
  }
});
