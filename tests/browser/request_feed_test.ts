/**
 * A feed over requests: it reads what comes in any pieces, says why nothing comes,
 * and tries again.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import type { FeedReader } from "../../src/browser/feed.ts";
import { DataLines, RequestFeed } from "../../src/browser/request_feed.ts";
import { forSeeds } from "../support/seeds.ts";

Deno.test("the data of events is found in whatever pieces the text comes", () => {
  const text = [
    ": a comment",
    "id: 1-0",
    'data: {"n":1}',
    "",
    "event: other\r",
    'data:{"n":"data: two"}\r',
    "\r",
    "retry: 5",
    "data: ",
    "",
    "",
  ].join("\n") + "data: not all of it";
  forSeeds(100, (random) => {
    const lines = new DataLines();
    const found: string[] = [];
    for (let at = 0; at < text.length;) {
      const end = at + 1 + random.int(12);
      found.push(...lines.take(text.slice(at, end)));
      at = end;
    }
    assertEquals(found.map((data) => data.trim()), [
      '{"n":1}',
      '{"n":"data: two"}',
      "",
    ]);
  });
});

const sse = { "content-type": "text/event-stream" };

/** Reads a feed, and waits for what it tells. */
class Reader implements FeedReader {
  readonly told: string[] = [];
  since: string | undefined;
  fits = true;
  #look = () => {};

  event(text: string): boolean {
    this.#tell(`event ${text}`);
    return this.fits;
  }

  connected(open: boolean, reason: string): void {
    this.#tell(open ? "open" : reason);
  }

  /** Resolves when so much was told. */
  async until(count: number): Promise<string[]> {
    while (this.told.length < count) {
      await new Promise<void>((resolve) => this.#look = resolve);
    }
    return this.told;
  }

  #tell(text: string): void {
    this.told.push(text);
    this.#look();
  }
}

/** What was asked for. */
interface Asked {
  readonly search: string;
  readonly authorization: string | null;
  readonly accept: string | null;
}

/** Serves these answers, one after the other. */
async function withAnswers(
  answers: ((request: Request) => Response)[],
  use: (reader: Reader, feed: RequestFeed, asked: Asked[]) => Promise<void>,
): Promise<void> {
  const asked: Asked[] = [];
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => {
      const { search } = new URL(request.url);
      const authorization = request.headers.get("authorization");
      asked.push({
        search,
        authorization,
        accept: request.headers.get("accept"),
      });
      const answer = answers[asked.length - 1] ?? answers.at(-1);
      return answer?.(request) ?? new Response();
    },
  );
  const url = `http://127.0.0.1:${server.addr.port}/changes?of=all`;
  const reader = new Reader();
  const headers = { authorization: "Bearer x" };
  const feed = new RequestFeed({ url, headers }, reader);
  try {
    await use(reader, feed, asked);
  } finally {
    feed.close();
  }
}

/** A stream that says this and stays open. */
function open(text: string): Response {
  const { readable, writable } = new TransformStream<Uint8Array>();
  writable.getWriter().write(new TextEncoder().encode(text)).catch(() => {});
  return new Response(readable, { headers: sse });
}

Deno.test("a refusal is told by its status, and the next try may succeed", () =>
  withAnswers([
    () => new Response("No", { status: 403, statusText: "Forbidden" }),
    () =>
      new Response("<p>Hello", { headers: { "content-type": "text/html" } }),
    () => open("data: one\n\n"),
  ], async (reader, _feed, asked) => {
    const told = await reader.until(4);
    assertEquals(told, [
      "the server answered 403 Forbidden",
      "the server answered 200 OK, and no stream",
      "open",
      "event  one",
    ]);
    assertEquals(asked.length, 3);
    assertEquals(asked[0], {
      search: "?of=all",
      authorization: "Bearer x",
      accept: "text/event-stream",
    });
  }));

Deno.test("a stream that ends is asked for again, from where it was", () =>
  withAnswers([
    () => new Response("data: one\n\n", { headers: sse }),
    () => open("data: two\n\n"),
  ], async (reader, _feed, asked) => {
    reader.since = "4-0a"; // as of what the first one tells
    const told = await reader.until(5);
    assertEquals(told, [
      "open",
      "event  one",
      "the server ended the stream",
      "open",
      "event  two",
    ]);
    assertEquals(asked.map(({ search }) => search), [
      "?of=all",
      "?of=all&since=4-0a",
    ]);
  }));

Deno.test("what does not fit ends the request, and the next one comes later", () =>
  withAnswers([() => open("data: one\n\ndata: two\n\n")], async (reader) => {
    reader.fits = false;
    assertEquals(await reader.until(3), [
      "open",
      "event  one",
      "the copy was out of step",
    ]);
  }));

Deno.test("a feed that is closed ends its request, and nothing more is told", async () => {
  const gone = Promise.withResolvers<void>();
  await withAnswers([({ signal }) => {
    signal.addEventListener("abort", () => gone.resolve());
    return open("data: one\n\n");
  }], async (reader, feed, asked) => {
    await reader.until(2);
    feed.close();
    await gone.promise;
    assertEquals(reader.told, ["open", "event  one"]);
    assertEquals(asked.length, 1);
  });
});

Deno.test("a server that is not there is a reason, too", async () => {
  const reader = new Reader();
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const feed = new RequestFeed({ url: `http://127.0.0.1:${port}/` }, reader);
  const [reason] = await reader.until(1);
  feed.close();
  assertEquals(reason, "the server can't be reached");
});
