/**
 * A to-do list as a command-line script. The list is the file `todo.kantadb` in
 * the current folder; who changed what, and when, stands in it too.
 *
 *     deno run -RW examples/todo.ts add "Buy milk"
 *     deno run -RW examples/todo.ts add "Water the plants" --due 2026-06-10
 *     deno run -RW examples/todo.ts add "Call Bob"
 *     deno run -RW examples/todo.ts done 1
 *     deno run -RW examples/todo.ts remove 3
 *     deno run -RW examples/todo.ts list
 *     deno run -RW examples/todo.ts history
 *     deno run -RW examples/todo.ts history 1
 *     deno run -RW examples/todo.ts take-back
 */
import { parseArgs } from "node:util";
import { Kanta } from "@kanta/core";

interface Task {
  title: string;
  due?: Date;
  done?: Date;
}

interface Data {
  nextId: number;
  tasks: Record<string, Task>;
}

const FILE = "todo.kantadb";

/** What the script can do, by the word that asks for it. */
const commands: Record<string, (db: Kanta<Data>, words: string[]) => void> = {
  add(db, [title = ""]) {
    if (title === "") throw new Error('What is to be done? add "Buy milk"');
    db.transaction("add", (data) => {
      data.tasks[data.nextId++] = { title, ...(due && { due }) };
    });
  },
  done: (db, [id]) =>
    db.transaction("done", (data) => {
      taskOf(data.tasks, id).done = new Date();
    }),
  undo: (db, [id]) =>
    db.transaction("undo", (data) => {
      delete taskOf(data.tasks, id).done;
    }),
  remove: (db, [id]) =>
    db.transaction("remove", (data) => {
      taskOf(data.tasks, id);
      delete data.tasks[id!];
    }),
};

/** The task with this number; what is thrown here rolls the transaction back. */
function taskOf<T>(tasks: Record<string, T>, id = ""): T {
  if (Object.hasOwn(tasks, id)) return tasks[id]!;
  throw new Error(`There is no task ${id}`);
}

function list({ data }: Kanta<Data>): void {
  for (const [id, task] of Object.entries(data.tasks)) {
    const due = task.due
      ? `  (due ${task.due.toISOString().slice(0, 10)})`
      : "";
    console.log(
      `${id.padStart(3)} [${task.done ? "x" : " "}] ${task.title}${due}`,
    );
  }
}

/** Every change is a record in the file: of one task, or of all. */
async function history(db: Kanta<Data>, [id]: string[]): Promise<void> {
  const places = id === undefined ? undefined : `tasks.${id}`;
  for await (const { ts, action, changes } of db.history({ places })) {
    console.log(ts, action);
    for (const { at, old, new: now } of changes) {
      console.log("  ", at, "was", old, "and is", now);
    }
  }
}

/** Undoes the last change; done twice, it is there again. */
async function takeBack(db: Kanta<Data>): Promise<void> {
  await db.revert(db.rev);
}

const { positionals: [command = "list", ...words], values } = parseArgs({
  allowPositionals: true,
  options: { due: { type: "string" } },
});
const due = values.due === undefined ? undefined : new Date(values.due);

await using db = await Kanta.open<Data>(FILE, { nextId: 1, tasks: {} });
try {
  if (command === "history") await history(db, words);
  else if (command === "take-back") await takeBack(db);
  else if (command !== "list") {
    if (!Object.hasOwn(commands, command)) {
      throw new Error(
        `No command ${command}: add, done, undo, remove, take-back, list or history`,
      );
    }
    commands[command]!(db, words);
  }
  if (command !== "history") list(db);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  Deno.exitCode = 1;
}
