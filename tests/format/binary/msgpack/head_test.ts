import { assertEquals } from "@std/assert";
import {
  isExtension,
  isList,
  isMap,
  isString,
} from "../../../../src/format/binary/msgpack/head.ts";

/** The heads for which it holds, as ranges. */
function ranges(holds: (head: number) => boolean): [number, number][] {
  const found: [number, number][] = [];
  for (let head = 0; head < 256; head++) {
    if (!holds(head)) continue;
    const last = found.at(-1);
    if (last !== undefined && last[1] === head - 1) last[1] = head;
    else found.push([head, head]);
  }
  return found;
}

Deno.test("heads are those of the specification", () => {
  assertEquals(ranges(isMap), [[0x80, 0x8f], [0xde, 0xdf]]);
  assertEquals(ranges(isList), [[0x90, 0x9f], [0xdc, 0xdd]]);
  assertEquals(ranges(isString), [[0xa0, 0xbf], [0xd9, 0xdb]]);
  assertEquals(ranges(isExtension), [[0xc7, 0xc9], [0xd4, 0xd8]]);
});
