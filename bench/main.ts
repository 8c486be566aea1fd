/**
 * Runs the bench: every question, or those named.
 *
 *     deno task bench                  all
 *     deno task bench --publish        all, into docs/ and the README as well
 *     deno task bench --only open      one question (may be given again)
 *     deno task bench:quick            small sizes, for CI
 *
 * Exits with 1 when a question could not be answered; a missed target is no
 * failure but is said.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { drawCurves } from "./harness/curve.ts";
import { type Question, Terms } from "./harness/question.ts";
import {
  describeMachine,
  DIGEST,
  FIGURES,
  formatDigest,
  formatDocument,
  formatFigures,
  formatOutcome,
  type Outcome,
  tabulate,
  writeInto,
} from "./harness/report.ts";
import { formatTable } from "./harness/table.ts";
import { QUESTIONS } from "./questions.ts";

const ROOT = new URL("../", import.meta.url);

async function ask(question: Question, terms: Terms): Promise<Outcome> {
  console.error(`${question.name}: ${question.title}`);
  const start = performance.now();
  try {
    const answer = await question.answer(terms);
    return { question, answer, ms: performance.now() - start };
  } catch (cause) {
    console.error(cause);
    const error = cause instanceof Error ? cause.message : String(cause);
    return { question, error, ms: performance.now() - start };
  }
}

/** Writes the drawings, the figures and the tables into the documents. */
function publish(outcomes: readonly Outcome[]): void {
  const machine = describeMachine();
  const page = Deno.readTextFileSync(new URL("docs/performance.md", ROOT));
  const readme = Deno.readTextFileSync(new URL("README.md", ROOT));
  const texts: Record<string, string> = {
    "docs/performance.json": formatFigures(outcomes, machine),
    "docs/performance.md": writeInto(
      page,
      FIGURES,
      formatDocument(outcomes, machine),
    ),
    "README.md": writeInto(readme, DIGEST, formatDigest(outcomes, machine)),
  };
  for (const { answer } of outcomes) {
    for (const [name, drawing] of Object.entries(answer?.drawings ?? {})) {
      texts[`docs/${name}`] = drawCurves(drawing);
    }
  }
  const files = Object.entries(texts).map(([name, text]) => {
    const file = new URL(name, ROOT);
    Deno.writeTextFileSync(file, text);
    return Deno.realPathSync(file);
  });
  // As `deno task check` wants to find them.
  new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", ...files] })
    .outputSync();
}

const { values } = parseArgs({
  args: Deno.args,
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string", multiple: true },
    publish: { type: "boolean", default: false },
  },
});
const unknown = values.only?.filter((name) =>
  !QUESTIONS.some((question) => question.name === name)
);
if (unknown !== undefined && unknown.length > 0) {
  console.error(
    `No such question: ${unknown.join(", ")}; there are ${
      QUESTIONS.map(({ name }) => name).join(", ")
    }`,
  );
  Deno.exit(2);
}
if (values.publish && (values.quick || values.only !== undefined)) {
  console.error("Only a full run can be published: no --quick, no --only");
  Deno.exit(2);
}
using terms = new Terms(values.quick, values.only);
const outcomes: Outcome[] = [];
for (const question of QUESTIONS) {
  if (values.only !== undefined && !values.only.includes(question.name)) {
    continue;
  }
  const outcome = await ask(question, terms);
  outcomes.push(outcome);
  console.log(formatOutcome(outcome));
}
const verdicts = outcomes.flatMap(({ answer }) => answer?.verdicts ?? []);
const met = verdicts.filter((verdict) => verdict.met).length;
const seconds = outcomes.reduce((sum, { ms }) => sum + ms, 0) / 1000;
if (values.quick) {
  console.log("\nA quick run shows that the bench works: its sizes are not");
  console.log("those of the targets, and its rounds are short.");
} else if (values.only === undefined) {
  if (values.publish) publish(outcomes);
  console.log(`\n${formatTable(tabulate(verdicts))}`);
}
console.log(
  `\n${met} of ${verdicts.length} targets met; ${seconds.toFixed(0)} s`,
);
Deno.exitCode = outcomes.some(({ error }) => error !== undefined) ? 1 : 0;
