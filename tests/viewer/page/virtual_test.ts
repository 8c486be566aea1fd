import { assert, assertEquals } from "@std/assert";
import {
  heightOf,
  scrollFor,
  windowAt,
} from "../../../src/viewer/page/virtual.ts";
import { forSeeds } from "../../support/seeds.ts";

Deno.test("a list of any length fits in an element that browsers can have", () => {
  for (const total of [0, 1, 1000, 1_000_000, 100_000_000]) {
    const geometry = { total, row: 26, view: 700 };
    assert(heightOf(geometry) <= 8_000_000);
    const end = Math.max(0, heightOf(geometry) - 700);
    const { first, rows } = windowAt(geometry, end);
    assertEquals(first + rows, total, "the last row is seen at the end");
    assertEquals(windowAt(geometry, 0).first, 0);
  }
});

Deno.test("the rows of a window are those that are seen, wherever one scrolls", () => {
  forSeeds(2000, (random) => {
    const geometry = {
      total: random.int(10 ** (1 + random.int(7))),
      row: [26, 44, 52][random.int(3)]!,
      view: 100 + random.int(2000),
    };
    const most = Math.max(0, heightOf(geometry) - geometry.view);
    const { first, rows, offset } = windowAt(geometry, random.next() * most);
    const seen = Math.min(geometry.view, geometry.total * geometry.row);
    assert(offset <= 0 && offset > -geometry.row, "the first row is seen");
    const bottom = offset + rows * geometry.row;
    assert(bottom >= seen - 1e-6, "no row is missing at the end");
    assert(first + rows <= geometry.total && rows <= 2100 / 26 + 2);
  });
});

Deno.test("a row is found again where it was scrolled to", () => {
  const geometry = { total: 5_000_000, row: 26, view: 700 };
  for (const index of [0, 1, 4711, 2_500_000, 4_999_000]) {
    const { first } = windowAt(geometry, scrollFor(geometry, index));
    assert(Math.abs(first - index) <= 1, `${first} for ${index}`);
  }
});
