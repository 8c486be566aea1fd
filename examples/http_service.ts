/**
 * A small HTTP service: notes that anybody may read and write.
 *
 *     deno run -RW --allow-net=127.0.0.1 --allow-env=EXAMPLE_ONCE examples/http_service.ts
 *
 * Then, in another terminal:
 *
 *     curl http://127.0.0.1:8000/notes -d '{"by": "alice", "text": "Hello"}'
 *     curl http://127.0.0.1:8000/notes
 *     curl -X DELETE http://127.0.0.1:8000/notes/1
 *
 * Ctrl-C ends it: requests under way are answered, then the database is closed.
 * With EXAMPLE_ONCE set it makes these requests itself and ends.
 */
import { Kanta } from "@kanta/core";

interface Note {
  by: string;
  text: string;
  at: Date;
}

interface Data {
  nextId: number;
  notes: Record<string, Note>;
}

const once = Deno.env.get("EXAMPLE_ONCE") !== undefined;

const db = await Kanta.open<Data>("notes.kantadb", { nextId: 1, notes: {} });

/** Reading is property access: nothing to await, nothing to lock. */
function read(id: string | undefined): Response {
  if (id === undefined) return Response.json(db.data.notes);
  return Object.hasOwn(db.data.notes, id)
    ? Response.json(db.data.notes[id])
    : new Response("No such note\n", { status: 404 });
}

async function add(request: Request): Promise<Response> {
  const { by, text } = await request.json(); // what is awaited comes first
  if (typeof by !== "string" || typeof text !== "string") {
    return new Response('Wanted: {"by": ..., "text": ...}\n', { status: 400 });
  }
  const id = db.transaction("add_note", { user: by }, (data) => {
    data.notes[data.nextId] = { by, text, at: new Date() };
    return data.nextId++;
  });
  // Who gets an answer can rely on it: the note survives the process. All who
  // wait at the same time share one write.
  await db.flush();
  return Response.json({ id }, { status: 201 });
}

async function remove(id: string): Promise<Response> {
  if (!Object.hasOwn(db.data.notes, id)) return read(id);
  db.transaction("remove_note", (data) => {
    delete data.notes[id];
  });
  await db.flush();
  return new Response(null, { status: 204 });
}

async function answer(request: Request): Promise<Response> {
  const [, route, id] = new URL(request.url).pathname.split("/");
  if (route !== "notes") return new Response("See /notes\n", { status: 404 });
  try {
    switch (request.method) {
      case "GET":
        return read(id);
      case "POST":
        return await add(request);
      case "DELETE":
        return await remove(id ?? "");
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return new Response("That is not JSON\n", { status: 400 });
  }
  return new Response(null, { status: 405 });
}

/** The requests of the first comment. */
async function tryItOut({ hostname, port }: Deno.NetAddr): Promise<void> {
  const notes = `http://${hostname}:${port}/notes`;
  const body = JSON.stringify({ by: "alice", text: "Hello" });
  const added = await fetch(notes, { method: "POST", body });
  const { id } = await added.json();
  console.log(added.status, id);
  console.log(await (await fetch(notes)).text());
  console.log((await fetch(`${notes}/${id}`, { method: "DELETE" })).status);
}

const server = Deno.serve(
  { hostname: "127.0.0.1", port: once ? 0 : 8000 },
  answer,
);
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.addSignalListener(signal, () => server.shutdown());
}
// A database that can't write any more is the end of a service.
db.addEventListener("fatal", ({ error }) => {
  console.error(error?.message);
  Deno.exit(1);
});

if (once) {
  await tryItOut(server.addr);
  await server.shutdown();
}
await server.finished;
await db.close(); // until then the database keeps the program running
