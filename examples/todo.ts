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
 */
import { parseArgs } from "node:util";
import { JsonSerializer, Kanta } from "@kanta/core";
import { formatChange } from "@kanta/core/changelog";

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

/** Every change is a record in the file: who did what, and when. */
function history({ filename }: Kanta<Data>): void {
  const bytes = Deno.readFileSync(filename);
  const records = new JsonSerializer().decodeChanges(bytes, {
    offset: 0,
    line: 1,
  });
  for (const { record } of records) {
    console.log(record.ts, formatChange(record).join("\n"));
  }
}

const { positionals: [command = "list", ...words], values } = parseArgs({
  allowPositionals: true,
  options: { due: { type: "string" } },
});
const due = values.due === undefined ? undefined : new Date(values.due);

await using db = await Kanta.open<Data>(FILE, { nextId: 1, tasks: {} });
try {
  if (command === "history") history(db);
  else if (command !== "list") {
    if (!Object.hasOwn(commands, command)) {
      throw new Error(
        `No command ${command}: add, done, undo, remove, list or history`,
      );
    }
    commands[command]!(db, words);
  }
  if (command !== "history") list(db);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  Deno.exitCode = 1;
}
