/** @module Tests of bench/harness/curve.ts. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { drawCurves, type Drawing } from "../../../bench/harness/curve.ts";

function drawing(curves: Drawing["curves"]): Drawing {
  return {
    title: "Cost & size",
    xTitle: "objects",
    yTitle: "time",
    formatX: String,
    formatY: String,
    curves,
  };
}

function numbers(svg: string, pattern: RegExp): number[] {
  return [...svg.matchAll(pattern)].map((match) => Number(match[1]));
}

Deno.test("a flat curve is drawn flat and a rising one rises", () => {
  const svg = drawCurves(drawing([
    { name: "flat", points: [[1e3, 2], [1e6, 2]] },
    { name: "rising", points: [[1e3, 2], [1e6, 2000]] },
  ]));
  const [a, b, c, d] = numbers(svg, /<circle cx="[\d.]+" cy="([\d.]+)"/g);
  assertEquals(a, b);
  assertEquals(a, c);
  assert(d! < c!, "up is towards smaller y");
});

Deno.test("each tenfold is the same way on both axes", () => {
  const svg = drawCurves(drawing([
    { name: "line", points: [[1e3, 1], [1e4, 10], [1e5, 100]] },
  ]));
  const [x1, x2, x3] = numbers(svg, /<circle cx="([\d.]+)"/g);
  const [y1, y2, y3] = numbers(svg, /<circle cx="[\d.]+" cy="([\d.]+)"/g);
  assert(Math.abs((x2! - x1!) - (x3! - x2!)) < 0.2);
  assert(Math.abs((y2! - y1!) - (y3! - y2!)) < 0.2);
});

Deno.test("names of curves that end together do not cover each other", () => {
  const names = ["one", "two", "three", "four"];
  const svg = drawCurves(drawing(
    names.map((name) => ({ name, points: [[1e3, 5], [1e6, 5]] })),
  ));
  const places = names.map((name) =>
    numbers(svg, new RegExp(`y="([\\d.]+)"[^>]*>${name}<`, "g"))[0]
  ).sort((a, b) => a! - b!);
  for (let index = 1; index < places.length; index++) {
    assert(places[index]! - places[index - 1]! >= 12);
  }
});

Deno.test("markup in a name is text", () => {
  const svg = drawCurves(drawing([{ name: "<b>", points: [[1, 1]] }]));
  assert(svg.includes("&lt;b&gt;"));
  assert(svg.includes("Cost &amp; size"));
});

Deno.test("points that were not measured are left out", () => {
  const svg = drawCurves(drawing([
    { name: "part", points: [[1e3, 5], [1e6, NaN]] },
    { name: "none", points: [[1e3, NaN]] },
  ]));
  assertEquals(numbers(svg, /<circle cx="([\d.]+)"/g).length, 1);
  assert(!svg.includes("none<"));
  assert(!svg.includes("NaN"));
});

Deno.test("nothing to draw is refused", () => {
  assertThrows(() => drawCurves(drawing([])), RangeError, "No points");
});
