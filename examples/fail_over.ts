/**
 * A web service in two processes on one log: one writes, the other has its data
 * and stands by. When the writer is killed, the other one writes, and nothing that
 * was answered is lost.
 *
 *     deno run -A examples/fail_over.ts
 *
 * It starts a NATS server and both processes, and kills the writer in the middle.
 * Without `nats-server` on the path it says so and ends. One process alone is this
 * program with the address of a log and a port; three servers, three machines:
 * docs/distributed.md.
 */
import { FileLockError, Kanta } from "@kanta/core";

interface Data {
  notes: string[];
}

const TAKE_OVER_AFTER = 1000;

/** A process of the service: everybody reads, one writes. */
async function serve(url: string, port: number): Promise<void> {
  const options = { nats: { takeOverAfter: TAKE_OVER_AFTER } };
  const data = (): Data => ({ notes: [] });
  let writes = true;
  const db = await Kanta.open(url, data, options).catch(async (error) => {
    if (!(error instanceof FileLockError)) throw error;
    writes = false; // another process has the writer's place
    return await Kanta.follow(url, data, options);
  });
  // Who was taken over, after a freeze say, starts anew: a supervisor sees to that.
  db.addEventListener("fatal", () => Deno.exit(1));
  if (!writes) db.promote().then(() => writes = true);

  Deno.serve(
    { hostname: "127.0.0.1", port, onListen() {} },
    async (request) => {
      if (request.method === "GET") {
        // Who has written can read it here: ?rev= is the answer to a POST.
        const rev = Number(new URL(request.url).searchParams.get("rev") ?? 0);
        await db.waitFor(rev);
        return Response.json(db.data.notes);
      }
      if (!writes) return new Response("not the writer", { status: 503 });
      const note = await request.text();
      db.transaction("add_note", ({ notes }) => void notes.push(note));
      const { rev } = db;
      await db.flush(); // the servers have it: now it can be answered
      return Response.json({ rev }, { status: 201 });
    },
  );
}

const [url, port] = Deno.args;
if (url !== undefined) await serve(url, Number(port));
else await show();

/** Both processes at work. */
async function show(): Promise<void> {
  const folder = await Deno.makeTempDir();
  const [main = 0, one = 0, two = 0] = freePorts(3);
  const config = `${folder}/server.conf`;
  await Deno.writeTextFile(
    config,
    `host: 127.0.0.1, port: ${main}, jetstream { store_dir: "${folder}/store" }`,
  );
  let server: Deno.ChildProcess;
  try {
    const program = Deno.env.get("NATS_SERVER") ?? "nats-server";
    server = start(program, ["-c", config]);
  } catch {
    return console.log("left out: there is no nats-server to run this on");
  }
  const services = [one, two].map((port) => {
    const own = [
      "run",
      "-A",
      "--quiet",
      `--config=${import.meta.dirname}/../deno.json`,
    ];
    const args = [`nats://127.0.0.1:${main}/notes`, `${port}`];
    const child = () =>
      start(Deno.execPath(), [...own, import.meta.url, ...args]);
    return { port, child };
  });
  const [first, second] = services;
  if (first === undefined || second === undefined) return;
  const children = [server];
  try {
    await untilAnswers(main);
    const writer = first.child();
    children.push(writer);
    await untilAnswers(one);
    children.push(second.child());
    await untilAnswers(two);
    const answered: string[] = [];
    for (let i = 1; i <= 20; i++) {
      if (i === 11) {
        console.log(`${answered.length} notes; the writer is killed`);
        writer.kill("SIGKILL");
      }
      const start = performance.now();
      const rev = await post(services.map(({ port }) => port), `note ${i}`);
      answered.push(`note ${i}`);
      const took = Math.round(performance.now() - start);
      if (i === 11) console.log(`the other one writes, after ${took} ms`);
      if (i === 10) {
        const notes = await get(two, rev);
        console.log(
          `${notes.length} notes can be read where nothing is written`,
        );
      }
    }
    const notes = await get(two, 0);
    const lost = answered.filter((note) => !notes.includes(note));
    console.log(`${notes.length} notes; lost: ${lost.length}`);
    if (lost.length > 0 || new Set(notes).size < notes.length) Deno.exit(1);
  } finally {
    for (const child of children.toReversed()) await end(child);
    await Deno.remove(folder, { recursive: true });
  }
}

/** Sends a note to whoever writes; a note without an answer may be there already. */
async function post(ports: number[], note: string): Promise<number> {
  for (;;) {
    for (const port of ports) {
      const sent = { method: "POST", body: note };
      const answer = await fetch(`http://127.0.0.1:${port}/`, sent)
        .catch(() => undefined); // it is gone
      if (answer?.status === 201) return (await answer.json()).rev;
      await answer?.body?.cancel();
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function get(port: number, rev: number): Promise<string[]> {
  return await (await fetch(`http://127.0.0.1:${port}/?rev=${rev}`)).json();
}

function start(program: string, args: string[]): Deno.ChildProcess {
  const streams = { stdout: "null", stderr: "inherit" } as const;
  const quiet = program.endsWith("nats-server") && { stderr: "null" as const };
  return new Deno.Command(program, { args, ...streams, ...quiet }).spawn();
}

async function end(child: Deno.ChildProcess): Promise<void> {
  try {
    child.kill("SIGKILL");
  } catch {
    // It has ended already.
  }
  await child.status;
}

/** Resolves when somebody listens. */
async function untilAnswers(port: number): Promise<void> {
  for (;;) {
    try {
      return (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

function freePorts(count: number): number[] {
  const listeners = Array.from(
    { length: count },
    () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
  );
  const ports = listeners.map(({ addr }) => addr.port);
  for (const listener of listeners) listener.close();
  return ports;
}
