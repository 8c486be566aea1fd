/**
 * The whole story in one run: commits by several users, a rollback, a crash in
 * the middle of a write, the reopening, the change log.
 *
 *     deno run -A examples/demo.ts
 */
import { Kanta } from "@kanta/core";
import { configureLogging, formatChange } from "@kanta/core/changelog";
import { history } from "@kanta/core/history";

interface Data {
  stock: Record<string, number>;
  orders: Record<string, { by: string; item: string; count: number }>;
  picture?: string;
}

const empty = (): Data => ({ stock: {}, orders: {} });

const [role, path] = Deno.args;
if (role === "child") await workUntilKilled(path!);
else await tell();

/** What the demo tells. */
async function tell(): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "kanta_demo_" });
  try {
    const path = `${folder}/shop.kantadb`;
    await commitAndRollBack(path);
    const promised = await killInTheMiddle(path);
    await reopen(path, promised);
    await showLog(path);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function title(text: string): void {
  console.log(`\n=== ${text}\n`);
}

/** Several users commit; one of them asks for too much. */
async function commitAndRollBack(path: string): Promise<void> {
  title("A new database, changed by several users; one transaction fails");
  configureLogging({ sink: (text) => console.log(text) });
  await using db = await Kanta.open<Data>(path, empty());

  db.transaction("restock", { user: "carol" }, (data) => {
    data.stock = { apples: 10, pears: 4 };
  });
  order(db, "alice", "apples", 3);
  order(db, "bob", "pears", 1);
  try {
    order(db, "bob", "pears", 20);
  } catch (error) {
    console.log("\nThrown to the caller:", (error as Error).message);
  }
  console.log(
    "Pears in stock, as if nothing had happened:",
    db.data.stock["pears"],
  );
  configureLogging(false);
}

function order(db: Kanta<Data>, by: string, item: string, count: number): void {
  db.transaction("order", { user: by }, (data) => {
    const id = `o${Object.keys(data.orders).length + 1}`;
    data.orders[id] = { by, item, count };
    data.stock[item]! -= count;
    if (data.stock[item]! < 0) {
      throw new RangeError(`only ${data.stock[item]! + count} ${item} left`);
    }
  });
}

/** Runs a child that writes, and kills it; returns what the child was promised. */
async function killInTheMiddle(path: string): Promise<number> {
  title("A child process writes, and is killed (kill -9) in the middle of it");
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      `--config=${import.meta.dirname}/../deno.json`,
      import.meta.url,
      "child",
      path,
    ],
    stdout: "piped",
  }).spawn();
  let promised = 0;
  for await (const line of lines(child.stdout)) {
    if (!line.startsWith("large")) promised = Number(line);
    else {
      await grown(path, Number(line.slice("large".length)));
      child.kill("SIGKILL");
    }
  }
  const { signal } = await child.status;
  console.log(
    `The child ended by ${signal}; revision ${promised} was the last`,
  );
  console.log("that flush() had promised it.");
  return promised;
}

/** The child's part: small orders, each waited for, then one large record. */
async function workUntilKilled(path: string): Promise<void> {
  const db = await Kanta.open<Data>(path, empty());
  for (let i = 0; i < 3; i++) {
    order(db, "dave", "apples", 1);
    await db.flush(); // from here on the order survives kill -9
    console.log(db.rev);
  }
  db.transaction("upload", { user: "dave" }, (data) => {
    data.picture = "pixel ".repeat(8_000_000);
  });
  console.log(`large ${Deno.statSync(path).size}`);
  await db.flush();
}

/** Waits until the file has become larger than it was. */
async function grown(path: string, size: number): Promise<void> {
  while ((await Deno.stat(path)).size <= size) {
    await new Promise((resolve) => setTimeout(resolve));
  }
}

/** Opens the file again; what was promised must be there. */
async function reopen(path: string, promised: number): Promise<void> {
  title("The file is opened again");
  const db = new Kanta<Data>(path, empty());
  const { torn } = await db.open();
  if (torn === undefined) console.log("The large record was written whole.");
  else {
    console.log(`Line ${torn.line} is cut short: of the large record only`);
    console.log(
      `${torn.bytes} bytes had been written. They were never promised,`,
    );
    console.log("so they were set aside, and the file ends before them:");
    console.log(torn.saved?.replace(/^.*\//, ".../"));
  }
  console.log(`\nRevision ${db.rev}, and ${promised} was promised.`);
  if (db.rev < promised) throw new Error("Something promised was lost");
  db.transaction("closing_time", { user: "carol" }, (data) => {
    delete data.picture;
    data.stock["apples"] = 0;
  });
  await db.verify(); // compares memory with the file
  console.log("The state:", db.data);
  await db.close();
}

/** Every change is a record in the file: no database need be open to read it. */
async function showLog(path: string): Promise<void> {
  title("The change log, as the file has it");
  for await (const { ts, action, user, diff } of history(path)) {
    console.log(ts, formatChange({ ts, a: action, u: user, diff }).join("\n"));
  }
}

async function* lines(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
}
