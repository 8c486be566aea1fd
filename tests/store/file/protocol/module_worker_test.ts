import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  IN_SOURCE,
  ModuleWorker,
  type WorkerProgram,
  workerProgram,
} from "../../../../src/store/file/protocol/module_worker.ts";

const ECHO = "self.onmessage = ({ data }) => self.postMessage(data);";

/** A worker, what came from it, and a promise of the first thing that comes. */
function listen(program: WorkerProgram) {
  const came: unknown[] = [];
  const first = Promise.withResolvers<void>();
  const note = (what: unknown) => {
    came.push(what);
    first.resolve();
  };
  const worker = new ModuleWorker<unknown, unknown>(program, "test", {
    message: note,
    failed: (reason) => note(`failed: ${reason}`),
  });
  return { worker, came, first: first.promise };
}

Deno.test("messages that came before the program did are sent in order", async () => {
  const program = Promise.withResolvers<string>();
  const { worker, came, first } = listen(program.promise);
  worker.post(1);
  worker.post(2);
  program.resolve(ECHO);
  await first;
  while (came.length < 2) await new Promise((done) => setTimeout(done, 1));
  worker.terminate();
  assertEquals(came, [1, 2]);
});

Deno.test("a program that does not come is a failure, with its reason", async () => {
  const { came, first } = listen(Promise.reject(new Error("not built")));
  await first;
  assertEquals(came, ["failed: not built"]);
});

Deno.test("a program that is no JavaScript is a failure, not the program's end", async () => {
  const { worker, came, first } = listen(Promise.resolve("this is none"));
  await first;
  worker.terminate();
  assertStringIncludes(String(came[0]), "failed: ");
});

Deno.test("a module that is not there is a failure, not the program's end", async () => {
  const { worker, came, first } = listen(new URL("file:///no/such/module.ts"));
  await first;
  worker.terminate();
  assertStringIncludes(String(came[0]), "failed: ");
});

Deno.test("a worker that was ended before its program came never runs it", async () => {
  const program = Promise.withResolvers<string>();
  const { worker, came } = listen(program.promise);
  worker.terminate();
  program.resolve("self.postMessage('started');");
  await program.promise;
  await new Promise((done) => setTimeout(done, 50));
  assertEquals(came, []);
});

Deno.test("of a worker that was ended nothing is heard, nor that its program did not come", async () => {
  const program = Promise.withResolvers<string>();
  const { worker, came } = listen(program.promise);
  worker.terminate();
  program.reject(new Error("not built"));
  await program.promise.catch(() => {});
  await new Promise((done) => setTimeout(done, 0));
  assertEquals(came, []);
});

Deno.test("a checkout runs its sources and asks for no build", () => {
  assert(IN_SOURCE);
  const built = () => Promise.reject(new Error("asked for"));
  const program = workerProgram("./x.ts", "file:///a/b.ts", built);
  assertEquals(program, new URL("file:///a/x.ts"));
});
