/**
 * The questions of the page, each answered by the method of a source that has its
 * name.
 *
 * @module
 */
import { DatabaseError, PointError } from "../../errors.ts";
import { ENCODER } from "../../values/characters.ts";
import { jsonText } from "../../values/json_text.ts";
import { failureOf } from "../answers/failures.ts";
import type { Source } from "../wire.ts";
import { headersOf, refusal } from "./policy.ts";
import { Question, QuestionError } from "./question.ts";

type Answered = (source: Source, question: Question) => Promise<unknown>;

/** Those that are answered by one object. */
const ANSWERS: ReadonlyMap<string, Answered> = new Map<string, Answered>([
  ["info", (source) => source.info()],
  ["records", (source, asked) =>
    source.records({
      from: asked.number("from"),
      count: asked.number("count"),
      ...asked.numbers("upTo"),
      ...asked.texts("q", "lit"),
    })],
  ["record", (source, asked) =>
    source.record({
      ...asked.numbers("rev", "index"),
      ...asked.texts("lit"),
    })],
  ["density", (source, asked) =>
    source.density({
      bars: asked.number("bars"),
      ...asked.numbers("upTo"),
      ...asked.texts("q"),
    })],
  ["chips", (source, asked) => source.chips({ q: asked.text("q") })],
  ["state", (source, asked) => source.state(childrenOf(asked))],
  ["blame", (source, asked) => source.blame(childrenOf(asked))],
  ["values", (source, { path }) => source.values({ path })],
  [
    "value",
    (source, asked) => source.value({ path: asked.path, ...asked.texts("at") }),
  ],
  ["compare", (source, asked) =>
    source.compare({
      a: asked.text("a"),
      b: asked.text("b"),
      path: asked.path,
      ...asked.numbers("from", "count"),
    })],
  [
    "stats",
    (source, asked) =>
      source.stats({ ...asked.numbers("depth"), ...asked.texts("range") }),
  ],
  ["point", (source, asked) => source.point({ text: asked.text("text") })],
]);

/** Answers a question; undefined where there is none of this name. */
export async function answerOf(
  source: Source,
  name: string,
  request: Request,
): Promise<Response | undefined> {
  const question = new Question(new URL(request.url).searchParams);
  try {
    if (name === "search") {
      const q = question.text("q");
      return streamed(
        "application/x-ndjson",
        (signal) =>
          mapped(
            source.search({ q }, { signal }),
            (event) => `${jsonText(event)}\n`,
          ),
      );
    }
    if (name === "live") {
      const since = request.headers.get("last-event-id") ??
        question.texts("since").since;
      const asked = since === undefined ? {} : { since };
      return streamed(
        "text/event-stream",
        (signal) =>
          mapped(
            source.live(asked, { signal }),
            (event) =>
              "id" in event
                ? `id: ${event.id}\ndata: ${jsonText(event)}\n\n`
                : "",
          ),
      );
    }
    const answer = ANSWERS.get(name);
    if (answer === undefined) return undefined;
    return new Response(jsonText(await answer(source, question)), {
      headers: headersOf("application/json; charset=utf-8"),
    });
  } catch (error) {
    return failed(error);
  }
}

function childrenOf(asked: Question) {
  return {
    path: asked.path,
    ...asked.texts("at"),
    ...asked.numbers("from", "count"),
    ...asked.keys("near"),
  };
}

function failed(error: unknown): Response {
  if (error instanceof QuestionError) {
    return refusal(400, error.name, error.message);
  }
  const status = error instanceof PointError
    ? 404
    : error instanceof DatabaseError
    ? 422
    : 500;
  return new Response(jsonText(failureOf(error)), {
    status,
    headers: headersOf("application/json; charset=utf-8"),
  });
}

/** An answer that goes on; who goes away ends it. */
function streamed(
  type: string,
  make: (signal: AbortSignal) => AsyncGenerator<string>,
): Response {
  const gone = new AbortController();
  const texts = make(gone.signal);
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await texts.next();
      if (done === true) controller.close();
      else controller.enqueue(ENCODER.encode(value));
    },
    cancel() {
      gone.abort();
      void texts.return(undefined).catch(() => {});
    },
  }, { highWaterMark: 1 });
  const headers = { ...headersOf(type), "x-accel-buffering": "no" };
  return new Response(body, { headers });
}

async function* mapped<T>(
  items: AsyncIterable<T>,
  text: (item: T) => string,
): AsyncGenerator<string> {
  for await (const item of items) yield text(item);
}
