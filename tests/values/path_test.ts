import { assert, assertEquals } from "@std/assert";
import { pathText } from "../../src/values/path.ts";

Deno.test("a path is the expression that reads it", () => {
  const cases: [(string | number)[], string][] = [
    [[], "data"],
    [["users", "alice", "tags", 2], "data.users.alice.tags[2]"],
    [["a-b", "1", ""], 'data["a-b"]["1"][""]'],
    [["ünï", "日本", "_x9"], "data.ünï.日本._x9"],
    [['q"uote', "line\nbreak"], 'data["q\\"uote"]["line\\nbreak"]'],
    [["__proto__", "$x"], 'data.__proto__["$x"]'],
  ];
  for (const [path, text] of cases) assertEquals(pathText(path), text);
  assertEquals(pathText(["a"], "state"), "state.a");
});

Deno.test("a path reads what it says", () => {
  const data = { "a-b": [{ "": { "$x": 7 } }] };
  const text = pathText(["a-b", 0, "", "$x"]);
  assertEquals(new Function("data", `return ${text}`)(data), 7);
});

Deno.test("a very long one is cut in the middle", () => {
  const text = pathText(Array.from({ length: 500 }, (_, i) => `step${i}`));
  assert(text.length < 220);
  assert(text.startsWith("data.step0.step1."));
  assert(text.endsWith(".step498.step499"));
  assert(text.includes(" ... "));
});
