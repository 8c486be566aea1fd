/** @module Tests of bench/harness/report.ts. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  describeMachine,
  DIGEST,
  FIGURES,
  formatDigest,
  formatDocument,
  formatFigures,
  formatOutcome,
  type Outcome,
  writeInto,
} from "../../../bench/harness/report.ts";
import { atLeast, atMost } from "../../../bench/harness/verdict.ts";

const question = {
  name: "speed",
  title: "How fast?",
  answer: () => Promise.reject(new Error("Not asked here")),
};

const answered: Outcome = {
  question,
  ms: 1234,
  answer: {
    tables: [{ title: "Rates", head: ["who", "rate"], rows: [["we", "9/s"]] }],
    verdicts: [atLeast("rate", 10, 9, "/s"), atMost("cost", 2, 1)],
    figures: { we: [1 / 3] },
    notes: ["A remark."],
    digest: [["them", "their best", "9 x"]],
  },
};

const failed: Outcome = { question, ms: 1, error: "No disk" };

const page = `# Title

Before.

<!-- figures: made by \`deno task bench\` -->
old figures
<!-- end of figures -->

After.
`;

Deno.test("a missed target is said as plainly as a met one", () => {
  const text = formatOutcome(answered);
  assert(/rate +≥ 10\/?.*\s9 \/s +no/.test(text), text);
  assert(/cost +≤ 2 x +1 x +yes/.test(text), text);
});

Deno.test("a question that failed shows why", () => {
  assert(formatOutcome(failed).includes("failed: No disk"));
});

Deno.test("new figures take the place of old ones and nothing else", () => {
  const write = (document: string, outcome: Outcome) =>
    writeInto(document, FIGURES, formatDocument([outcome], describeMachine()));
  const once = write(page, answered);
  assert(once.startsWith("# Title\n\nBefore.\n"));
  assert(once.endsWith("<!-- end of figures -->\n\nAfter.\n"));
  assert(!once.includes("old figures"));
  assert(once.includes("1 of 2 met."));
  assert(once.includes("| we | 9/s |"));
  assertEquals(write(write(page, failed), answered), once);
});

Deno.test("a document without the marks is refused", () => {
  assertThrows(
    () => writeInto("# Title\n", FIGURES, "text"),
    Error,
    "lacks the marks",
  );
});

Deno.test("the documents of this tree have the marks", () => {
  const root = new URL("../../../", import.meta.url);
  for (
    const [name, marks] of [
      ["docs/performance.md", FIGURES],
      ["README.md", DIGEST],
    ] as const
  ) {
    const document = Deno.readTextFileSync(new URL(name, root));
    assert(writeInto(document, marks, "new").includes("new"), name);
  }
});

Deno.test("the README shows the rows that questions give for it", () => {
  const digest = formatDigest([failed, answered], describeMachine());
  assert(digest.endsWith("| them | their best | 9 x |"), digest);
});

Deno.test("the JSON file holds verdicts and rounds, to six digits", () => {
  const { machine, answers } = JSON.parse(
    formatFigures([answered, failed], describeMachine()),
  );
  assertEquals(machine.deno, Deno.version.deno);
  assertEquals(answers[0].figures, { we: [0.333333] });
  assertEquals(answers[0].verdicts[0].met, false);
  assertEquals(answers[1].error, "No disk");
});
