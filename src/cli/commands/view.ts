/**
 * `kanta view`: the log in a browser.
 *
 * @module
 */
import { serveViewer } from "../../viewer/own_server.ts";
import { isStreamAddress } from "../../store/stream/port/stream_address.ts";
import { loadApplication } from "../application.ts";
import type { Invocation } from "../command.ts";
import { CommandError, EXIT } from "../failure.ts";
import { demandFile, openLog } from "../input/input.ts";
import { Interrupted, interruptible } from "../interruption.ts";
import { jsonLine } from "../output/safe_json.ts";
import { masksOf, pageOf } from "../viewer_page.ts";
import { tellNotes } from "./log.ts";

/** The programs that open an address in the browser. */
const OPENERS: Readonly<Partial<Record<typeof Deno.build.os, string[]>>> = {
  darwin: ["open"],
  windows: ["explorer"],
  linux: ["xdg-open"],
};

/** Serves the viewer until it is interrupted. */
export async function run(invocation: Invocation): Promise<number> {
  const { args, display, out, json } = invocation;
  const [file = ""] = args.operands;
  demandFile(file, "view");
  const application = await loadApplication(args);
  {
    using reader = await openLog(file, application); // tells what is wrong at once
    tellNotes(invocation, reader);
  }
  const files = await pageOf(invocation, "served");
  const { types, serializer } = application;
  const nats = isStreamAddress(file) ? application.nats() : undefined;
  const port = args.number("port");
  if (port !== undefined && port > 65_535) {
    throw new CommandError(`There is no port ${port}`, EXIT.usage);
  }
  await using server = started(() =>
    serveViewer(file, {
      name: file,
      types,
      serializer,
      nats,
      mask: masksOf(invocation, application),
      zone: display.zone,
      files: () => Promise.resolve(files),
      ...(port !== undefined && { port }),
    }), port);
  const { address } = server;
  await out.line(json ? jsonLine({ type: "hello", address }) : address);
  out.flush();
  if (args.has("open")) open(invocation, address);
  try {
    await interruptible((signal) =>
      new Promise<void>((resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
        server.finished.then(resolve, reject);
      })
    );
  } catch (error) {
    // To interrupt it is how it ends.
    if (!(error instanceof Interrupted)) throw error;
  }
  return EXIT.done;
}

function started<T>(serve: () => T, port: number | undefined): T {
  try {
    return serve();
  } catch (cause) {
    if (!(cause instanceof Deno.errors.AddrInUse)) throw cause;
    const message = `Port ${port} is in use by another program`;
    const hints = ["without --port a free one is taken"];
    throw new CommandError(message, EXIT.failed, hints, { cause });
  }
}

/** Opens the address, where running what does so is permitted already. */
function open({ notes }: Invocation, address: string): void {
  const [command = "", ...args] = OPENERS[Deno.build.os] ?? [];
  const { state } = Deno.permissions.querySync({ name: "run", command });
  if (state !== "granted") {
    notes.say(`No browser was started: that takes --allow-run=${command}`);
    return;
  }
  try {
    const child = new Deno.Command(command, {
      args: [...args, address],
      stdout: "null",
      stderr: "null",
    }).spawn();
    child.unref();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    notes.say(`No browser was started: ${reason}`);
  }
}
