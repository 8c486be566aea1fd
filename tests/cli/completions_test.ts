/**
 * Completions, loaded by the shells themselves.
 *
 * A shell that is not installed is left out with a line.
 */
import { assert, assertEquals } from "@std/assert";
import { runCommand } from "../support/command_run.ts";

/** Whether a program is there. */
function has(program: string): boolean {
  try {
    new Deno.Command(program, { args: ["--version"], stdout: "null" })
      .outputSync();
    return true;
  } catch {
    console.log(`left out: there is no ${program}`);
    return false;
  }
}

async function scriptOf(shell: string): Promise<string> {
  const { code, stdout } = await runCommand(["completions", shell]);
  assertEquals(code, 0);
  return stdout;
}

/** Runs a shell on a script, in a folder of its own. */
async function answers(
  shell: string,
  args: string[],
  script: string,
): Promise<string[]> {
  const cwd = Deno.makeTempDirSync();
  try {
    Deno.writeTextFileSync(`${cwd}/data.kantadb`, "");
    const child = new Deno.Command(shell, {
      args,
      cwd,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      env: { HOME: cwd, TERM: "dumb" },
    }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(script));
    await writer.close();
    const { stdout, stderr } = await child.output();
    const errors = new TextDecoder().decode(stderr);
    assertEquals(errors, "", script.slice(-400));
    return new TextDecoder().decode(stdout).split("\n").filter(Boolean);
  } finally {
    Deno.removeSync(cwd, { recursive: true });
  }
}

/** What bash offers at the end of these words. */
async function inBash(words: readonly string[]): Promise<string[]> {
  const script = await scriptOf("bash");
  const list = words.map((word) => `'${word}'`).join(" ");
  return await answers(
    "bash",
    ["--norc"],
    `complete() { builtin complete "$@"; }\n${script}
COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}
_kanta
printf '%s\\n' "\${COMPREPLY[@]}"
`,
  );
}

Deno.test("bash completes commands, options, values and files", async () => {
  if (!has("bash")) return;
  assertEquals(await inBash(["kanta", "bla"]), ["blame"]);
  assertEquals(await inBash(["kanta", "data"]), ["data.kantadb"]);
  assertEquals(await inBash(["kanta", "log", "--rev"]), ["--reverse"]);
  assertEquals(await inBash(["kanta", "data.kantadb", "--rev"]), [
    "--reverse",
  ]);
  assertEquals(await inBash(["kanta", "convert", "--format", "m"]), [
    "msgpack",
  ]);
  assertEquals(await inBash(["kanta", "completions", "z"]), ["zsh"]);
  assertEquals(await inBash(["kanta", "show", "--depth", ""]), []);
});

/** What fish offers at the end of a line. */
async function inFish(line: string): Promise<string[]> {
  const script = await scriptOf("fish");
  const offers = await answers(
    "fish",
    ["--no-config"],
    `${script}\ncomplete -C '${line}'\n`,
  );
  return offers.map((offer) => offer.split("\t")[0] ?? "");
}

Deno.test("fish completes commands, options and values", async () => {
  if (!has("fish")) return;
  assertEquals(await inFish("kanta bla"), ["blame"]);
  assertEquals(await inFish("kanta log --rev"), ["--reverse"]);
  assertEquals(await inFish("kanta convert --format m"), ["msgpack"]);
  assertEquals(await inFish("kanta completions z"), ["zsh"]);
});

/** What zsh offers at the end of a line: asked for in a terminal of its own. */
async function inZsh(
  line: string,
  script: string,
  wanted: string,
): Promise<void> {
  const load = `autoload -U compinit; compinit -u -d "$PWD/dump"\n${script}`;
  const program = `zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1= ; setopt NO_BEEP; TERM=dumb"
zpty -w shell "source ./load.zsh; print READY"
while zpty -r shell text; do [[ $text == *READY* && $text != *print* ]] && break; done
zpty -w -n shell $'${line}\\t\\t'
all=
repeat 200; do
  sleep 0.05
  while zpty -r -t shell text; do all+=$text; done
  [[ $all == *'${wanted}'* ]] && break
done
print -rn -- "$all"
zpty -d shell
`;
  const cwd = Deno.makeTempDirSync();
  try {
    Deno.writeTextFileSync(`${cwd}/load.zsh`, load);
    Deno.writeTextFileSync(`${cwd}/ask.zsh`, program);
    const { stdout } = await new Deno.Command("zsh", {
      args: ["-f", "ask.zsh"],
      cwd,
      env: { HOME: cwd, TERM: "dumb" },
    }).output();
    const text = new TextDecoder().decode(stdout);
    assert(text.includes(wanted), text);
  } finally {
    Deno.removeSync(cwd, { recursive: true });
  }
}

Deno.test("zsh completes commands and options, sourced and from fpath", async () => {
  if (!has("zsh")) return;
  const script = await scriptOf("zsh");
  await inZsh("kanta bla", script, "kanta blame");
  await inZsh("kanta log --rev", script, "--reverse");
  // From fpath: the file itself is the function.
  const folder = Deno.makeTempDirSync();
  try {
    Deno.writeTextFileSync(`${folder}/_kanta`, script);
    const load =
      `fpath=(${folder} $fpath); autoload -U compinit; compinit -u -D\n`;
    await inZsh("kanta bise", load, "kanta bisect");
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
