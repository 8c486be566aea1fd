/**
 * A program that commits and then ends in the way it is told to.
 *
 * @module
 */
import { FileStore } from "../../../../src/store/file/client/file_store.ts";
import { SharedWriter } from "../../../../src/store/file/client/shared_writer.ts";

const [path, way, count] = Deno.args;

/** A writer that opens a file, and then does nothing more. */
const stuck = new SharedWriter((receive) => ({
  post({ kind, ...rest }) {
    if (kind !== "open" || !("db" in rest)) return;
    const layout = { tail: [], revision: 0 };
    const identity = { dev: 0, ino: 0 };
    const opened = {
      path: path!,
      created: true,
      format: "json",
      identity,
      layout,
    };
    queueMicrotask(() => receive({ kind: "opened", db: rest.db, opened })!);
  },
  watch() {},
  end() {},
}));

const store = new FileStore(way === "stuck" ? stuck : undefined);
const { log: channel } = await store.open({
  path: path!,
  create: true,
  readonly: false,
  handleSignals: way!.startsWith("SIG"),
}).done;

/** Commits all records in one turn: nothing is sent yet when it returns. */
function commit(): void {
  for (let n = 1; n <= Number(count); n++) {
    channel.post(JSON.stringify({ ts: "2026-06-10T02:55:00Z", diff: { n } }));
  }
}

switch (way) {
  case "exit":
  case "stuck":
    commit();
    Deno.exit(7);
    break;
  case "throw":
    setTimeout(() => {
      commit();
      throw new Error("uncaught");
    }, 0);
    break;
  case "reject":
    commit();
    Promise.reject(new Error("unhandled"));
    break;
  case "close":
    commit();
    await channel.close();
    break;
  case "SIGINT":
  case "SIGTERM":
  case "SIGHUP":
    commit();
    Deno.kill(Deno.pid, way);
    break;
  case "stop":
    addEventListener("unload", (event) => event.stopImmediatePropagation());
    commit();
    Deno.exit(7);
    break;
  case "listener throws":
    addEventListener("unload", () => {
      throw new Error("in a listener");
    });
    commit();
    Deno.exit(7);
    break;
  case "listener exits":
    addEventListener("unload", () => Deno.exit(8));
    commit();
    Deno.exit(7);
    break;
  case "last words at exit":
  case "last words, then exit":
    addEventListener("unload", () => {
      commit();
      if (way === "last words, then exit") Deno.exit(7);
    });
    Deno.exit(7);
    break;
  case "last words at the end":
    addEventListener("unload", commit);
    // Nobody closes it: the worker alone would keep the program.
    setTimeout(() => Deno.exit(0), 10);
    break;
  case "last words of an error":
    addEventListener("error", commit);
    setTimeout(() => {
      throw new Error("uncaught");
    }, 0);
    break;
  case "last words of a rejection":
    addEventListener("unhandledrejection", commit);
    addEventListener("unhandledrejection", (event) => {
      event.stopImmediatePropagation();
    });
    Promise.reject(new Error("unhandled"));
    break;
  case "SIGTERM after SIGHUP of its own": {
    let heard = 0;
    Deno.addSignalListener("SIGHUP", () => {
      heard++;
    });
    for (let turn = 1; turn <= 2; turn++) {
      Deno.kill(Deno.pid, "SIGHUP");
      await new Promise((resolve) => setTimeout(resolve, 200));
      console.error(`heard ${heard}`);
    }
    commit();
    Deno.kill(Deno.pid, "SIGTERM");
    break;
  }
  case "handled":
    addEventListener("unhandledrejection", (event) => event.preventDefault());
    commit();
    Promise.reject(new Error("handled"));
    setTimeout(() => channel.close(), 10);
}
