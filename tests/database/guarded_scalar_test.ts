import { assertEquals, assertThrows } from "@std/assert";
import { guardScalar } from "../../src/database/guarded_scalar.ts";

const refuse = () => {
  throw new RangeError("refused");
};

/** Methods and fields of a value that can be tried without arguments that fit. */
function changes(value: object): string[] {
  const before = Deno.inspect(value);
  const found: string[] = [];
  for (let at = value; at !== Object.prototype;) {
    at = Object.getPrototypeOf(at);
    for (const name of Object.getOwnPropertyNames(at)) {
      if (name === "constructor" || at === Object.prototype) continue;
      try {
        const method: unknown = Reflect.get(value, name);
        if (typeof method === "function") method.call(value, 1, 1);
        else Reflect.set(value, name, "1");
      } catch { // wants other arguments
      }
      if (Deno.inspect(value) !== before) found.push(name);
    }
  }
  return found;
}

for (
  const make of [
    () => new Date(5),
    () => new Uint8Array([3, 1, 2]),
    () => new URL("https://a.example/?b=1"),
  ]
) {
  const { name } = make().constructor;
  Deno.test(`nothing that a ${name} has changes it`, () => {
    const value = make();
    guardScalar(value, refuse);
    assertEquals(changes(value), []);
    assertEquals(Deno.inspect(value), Deno.inspect(make()));
    assertEquals(changes(make()).length > 0, true); // the net is cut
  });
}

Deno.test("the parameters of a URL throw, too", () => {
  const url = new URL("https://a.example/?b=1");
  guardScalar(url, refuse);
  const params = url.searchParams;
  for (
    const write of [
      () => params.set("b", "2"),
      () => params.append("c", "2"),
      () => params.delete("b"),
      () => params.sort(),
    ]
  ) assertThrows(write, RangeError);
  assertEquals([url.href, params.get("b")], ["https://a.example/?b=1", "1"]);
});
