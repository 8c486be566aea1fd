/**
 * The manners of the command, as a process: permissions, pipes, a live writer, and
 * a file that stays as it is.
 */
import { assert, assertEquals } from "@std/assert";
import { Kanta } from "../../mod.ts";
import { runCommand } from "../support/command_run.ts";
import { LOG } from "./golden_text.ts";

const ENTRY = new URL("../../src/cli/mod.ts", import.meta.url).pathname;
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function ran(
  flags: readonly string[],
  args: readonly string[],
): Promise<Ran> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--config", CONFIG, ...flags, ENTRY, ...args],
    stdin: "null",
    env: { NO_COLOR: "1", TZ: "UTC" },
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

const READING: readonly (readonly string[])[] = [
  ["log", LOG],
  ["log", LOG, "-g", "bob", "--context", "1"],
  ["log", LOG, "--check"],
  ["show", LOG, "--at", "r3"],
  ["diff", "r1", "r5", LOG],
  ["blame", "users", LOG],
  ["bisect", LOG, "--where", "users.alice", "--good", "r4"],
  ["stats", LOG],
  ["verify", LOG],
];

Deno.test("reading takes the permission to read that file alone, and changes nothing", async () => {
  const before = Deno.readFileSync(LOG);
  const { mtime } = Deno.statSync(LOG);
  for (const args of READING) {
    const { code, out, err } = await ran(
      [`--allow-read=${LOG}`, "--no-prompt"],
      args,
    );
    assertEquals(code, 0, `${args.join(" ")}: ${err}`);
    assert(out.length > 10, args.join(" "));
    const whole = await runCommand(args); // here all is permitted
    assertEquals(out, whole.stdout, args.join(" "));
  }
  assertEquals(Deno.readFileSync(LOG), before);
  assertEquals(Deno.statSync(LOG).mtime, mtime);
});

Deno.test("without the permission it says which flag is missing, and asks for nothing", async () => {
  const { code, out, err } = await ran([], [LOG]);
  assertEquals([code, out], [1, ""]);
  assert(err.includes("--allow-read"), err);
  assert(!err.includes("    at "), err);
});

Deno.test("a reader that goes away ends it at once, with 0", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    const path = `${folder}/long.kantadb`;
    let text = "";
    for (let i = 0; i < 40_000; i++) {
      text += `{"ts":"2026-06-10T00:00:00Z","a":"visit","diff":{"v":${i}}}\n`;
    }
    Deno.writeTextFileSync(path, text);
    for (const extra of ["", "--reverse", "--json", "--raw"]) {
      const script =
        `"${Deno.execPath()}" run --no-check --config "${CONFIG}" ` +
        `-R "${ENTRY}" ${extra} "${path}" | head -1 >/dev/null; ` +
        'echo "${PIPESTATUS[0]}"';
      const { stdout, stderr } = await new Deno.Command("bash", {
        args: ["-c", script],
      }).output();
      const decoder = new TextDecoder();
      assertEquals(decoder.decode(stderr), "", extra);
      assertEquals(decoder.decode(stdout), "0\n", extra);
    }
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("it reads beside a writer, and follows it record by record", async () => {
  const folder = Deno.makeTempDirSync();
  const path = `${folder}/live.kantadb`;
  await using db = await Kanta.open(path, { visits: 0 });
  try {
    await db.flush();
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--no-check", "--config", CONFIG, `--allow-read=${path}`],
        ...[ENTRY, path, "--follow", "--json"],
      ],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const reader = child.stdout.pipeThrough(new TextDecoderStream())
      .getReader();
    let text = "";
    const until = async (wanted: string) => {
      while (!text.includes(wanted)) {
        const { done, value } = await reader.read();
        assert(!done, `it ended: ${text}`);
        text += value;
      }
    };
    await until('"action":"bootstrap"');
    for (let i = 1; i <= 300; i++) {
      db.transaction("visit", { user: "eve" }, (data) => void data.visits++);
      if (i % 30 === 0) await db.flush();
      if (i === 150) await db.snapshot();
    }
    await db.flush();
    const shown = await ran([`--allow-read=${path}`], [path, "-q"]);
    assertEquals(shown.code, 0);
    await until('"rev":301,');
    child.kill("SIGTERM");
    await child.status;
    await reader.cancel();
    const lines = text.split("\n").filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line));
    assertEquals(lines[0].type, "hello");
    const revs = lines.filter(({ type }) => type === "change")
      .map(({ rev }) => rev);
    // Each once, in order, none left out.
    assertEquals(revs, Array.from({ length: 301 }, (_, i) => i + 1));
  } finally {
    await db.close();
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("what is interrupted leaves nothing half made behind", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    const path = `${folder}/long.kantadb`;
    const line = '{"ts":"2026-06-10T00:00:00Z","a":"visit","diff":{"v":1}}\n';
    Deno.writeTextFileSync(path, line.repeat(600_000));
    for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
      const child = new Deno.Command(Deno.execPath(), {
        args: [
          ...["run", "--no-check", "--config", CONFIG, "-A", ENTRY],
          ...["salvage", path, `${folder}/new.kantadb`],
        ],
        stdin: "null",
        stdout: "null",
        stderr: "null",
      }).spawn();
      // It has begun to write: now it is in the middle.
      while ([...Deno.readDirSync(folder)].length < 2) {
        await new Promise((resolve) =>
          AbortSignal.timeout(10).addEventListener("abort", resolve)
        );
      }
      child.kill(signal);
      assertEquals((await child.status).code, code, signal);
      const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
      assertEquals(names, ["long.kantadb"], signal);
    }
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
