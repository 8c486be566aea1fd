import { assert, assertEquals } from "@std/assert";
import { SharedEnd } from "../../../../src/store/file/protocol/shared_end.ts";

Deno.test("both sides of a shared end see the same, and a move is counted", () => {
  const end = new SharedEnd();
  const other = new SharedEnd(end.buffer);
  assertEquals([other.end, other.over, other.moves], [0, false, 0]);
  end.note(2 ** 40 + 1);
  assertEquals([other.end, other.over, other.moves], [2 ** 40 + 1, false, 1]);
  end.finish();
  assertEquals([other.over, other.moves], [true, 2]);
  // What has moved since is not waited for.
  other.wait(1, 60_000);
});

Deno.test("who waits is woken by the other side", async () => {
  const end = new SharedEnd();
  const url = new URL(
    "../../../../src/store/file/protocol/shared_end.ts",
    import.meta.url,
  );
  const text = `
    import { SharedEnd } from ${JSON.stringify(url.href)};
    self.onmessage = ({ data }) => {
      const end = new SharedEnd(data);
      const { moves } = end;
      self.postMessage("waiting");
      end.wait(moves, 60000);
      self.postMessage(end.end);
    };`;
  const worker = new Worker(
    `data:text/javascript,${encodeURIComponent(text)}`,
    { type: "module" },
  );
  const heard: unknown[] = [];
  const done = Promise.withResolvers<void>();
  worker.onmessage = ({ data }) => {
    heard.push(data);
    if (data === "waiting") end.note(7);
    else done.resolve();
  };
  worker.postMessage(end.buffer);
  await done.promise;
  worker.terminate();
  assert(heard.includes(7));
});
