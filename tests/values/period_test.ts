import { assertEquals } from "@std/assert";
import { dayOf, parsePeriod, parseSeconds } from "../../src/values/period.ts";

function text(input: string, zone = "UTC"): string | undefined {
  const period = parsePeriod(input, zone);
  return period && `${period.from} ${period.to}`;
}

Deno.test("a date or time is the period that it names", () => {
  const day = "2026-06-10T00:00:00Z 2026-06-11T00:00:00Z";
  const minute = "2026-06-10T14:30:00Z 2026-06-10T14:31:00Z";
  for (
    const [input, wanted] of [
      ["2026-06-10", day],
      ["2026-06-10T14", "2026-06-10T14:00:00Z 2026-06-10T15:00:00Z"],
      ["2026-06-10T14:30", minute],
      ["2026-06-10 14:30", minute],
      ["20260610T1430", minute],
      ["2026-06-10T1430", minute],
      ["2026-06-10T16:30+02:00", minute],
      ["2026-06-10T16:30+02", minute],
      ["2026-06-10T16:30+0200", minute],
      ["2026-06-10T14:30Z", minute],
      ["2026-06-10T14:30:05", "2026-06-10T14:30:05Z 2026-06-10T14:30:06Z"],
      [
        "2026-06-10T14:30:05.25Z",
        "2026-06-10T14:30:05.25Z 2026-06-10T14:30:05.26Z",
      ],
      ["2026-12-31T23:59:59", "2026-12-31T23:59:59Z 2027-01-01T00:00:00Z"],
    ] as const
  ) assertEquals(text(input), wanted, input);
});

Deno.test("a zone counts for what names none, over a change of the clock", () => {
  assertEquals(
    text("2026-03-29", "Europe/Berlin"),
    "2026-03-28T23:00:00Z 2026-03-29T22:00:00Z",
  );
  assertEquals(
    text("2026-06-10T14:30Z", "Europe/Berlin"),
    "2026-06-10T14:30:00Z 2026-06-10T14:31:00Z",
  );
  const { from, to } = dayOf(
    Temporal.Instant.from("2026-06-10T22:30:00Z"),
    "Europe/Berlin",
    1,
  );
  assertEquals(`${from} ${to}`, "2026-06-09T22:00:00Z 2026-06-10T22:00:00Z");
});

Deno.test("what is no time is none", () => {
  for (
    const input of [
      "",
      "2026",
      "2026-06",
      "20260610",
      "2026-02-30",
      "2026-06-10T24",
      "2026-0610",
      "2026-06-10T14:61",
      "x2026-06-10",
      "2026-06-10T14:30+9",
    ]
  ) {
    assertEquals(text(input), undefined, input);
  }
  assertEquals(text("2026-06-10", "Nowhere/None"), undefined);
});

Deno.test("amounts of time are seconds", () => {
  assertEquals(["30s", "15min", "2h", "7d", "2w"].map(parseSeconds), [
    30,
    900,
    7200,
    604800,
    1209600,
  ]);
  for (
    const input of ["", "5", "m", "5m", "-5s", "1.5h", "5 s"]
  ) {
    assertEquals(parseSeconds(input), undefined, input);
  }
  // Longer ago than anything: from the beginning.
  assertEquals(parseSeconds("999999999999w"), 1e11);
});
