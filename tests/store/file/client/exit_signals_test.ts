import { assert, assertEquals } from "@std/assert";
import {
  forgetSignals,
  mindSignals,
} from "../../../../src/store/file/client/exit_signals.ts";
import { hasSignals } from "../../../support/system.ts";
import { TempFolder } from "../../../support/temp.ts";

const MODULE = new URL("../../../../mod.ts", import.meta.url);
const CONFIG = new URL("../../../../deno.json", import.meta.url);

/** Reads a stream until a text stands in what was read. */
async function until(
  stream: ReadableStream<Uint8Array>,
  text: string,
): Promise<string> {
  let read = "";
  for await (
    const piece of stream.pipeThrough(new TextDecoderStream() as never)
  ) {
    read += piece;
    if (read.includes(text)) break;
  }
  return read;
}

Deno.test("under deno serve a signal ends the program, and nothing is lost", async () => {
  if (!hasSignals()) return;
  using folder = new TempFolder();
  const [app, path] = [folder.file("app.ts"), folder.file()];
  Deno.writeTextFileSync(
    app,
    `import { Kanta } from "${MODULE}";
    const db = await Kanta.open(${JSON.stringify(path)}, { hits: 0 }, {
      handleSignals: true,
    });
    db.transaction("started", (data) => { data.hits++; });
    export default { fetch: () => new Response("hi") };`,
  );
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["serve", "-A", "--no-check", "--host", "127.0.0.1", "--port", "0"],
      ...["--config", CONFIG.pathname, app],
    ],
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const said = await Promise.race([
    until(child.stdout, "Listening"),
    until(child.stderr, "Listening"),
  ]);
  assert(said.includes("Listening"), said);
  child.kill("SIGTERM");
  const { code, signal } = await child.status;
  assert(signal === "SIGTERM" || code === 143, `${code} ${signal}`);
  assert(Deno.readTextFileSync(path).includes('"a":"started"'));
});

Deno.test("a signal is handled as long as anybody wants it", () => {
  const [one, other] = [{}, {}];
  const add = Deno.addSignalListener;
  const remove = Deno.removeSignalListener;
  const listened: string[] = [];
  Deno.addSignalListener = (signal) => listened.push(signal);
  Deno.removeSignalListener = (signal) => {
    listened.splice(listened.indexOf(signal), 1);
  };
  try {
    mindSignals(one, () => {});
    const all = [...listened];
    assert(all.includes("SIGINT"));
    mindSignals(other, () => {});
    forgetSignals(one);
    assertEquals(listened, all);
    forgetSignals(other);
    forgetSignals(other);
    assertEquals(listened, []);
  } finally {
    Deno.addSignalListener = add;
    Deno.removeSignalListener = remove;
  }
});
