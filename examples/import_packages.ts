/**
 * Real data: imports Debian's package index (some 60,000 packages) in
 * transactions of mixed size, edits it, opens it again and compares.
 *
 *     deno run -RW --allow-run=apt-cache examples/import_packages.ts
 *
 * It asks `apt-cache dumpavail` for the index. With `-` as its argument it reads
 * the same text from standard input. Where there is no apt it says so, and goes
 * on with a small set that it makes up.
 */
import { Kanta } from "@kanta/core";
import { formatDiff } from "@kanta/core/changelog";
import { computeDiff } from "@kanta/core/diff";

interface Package {
  version: string;
  section: string;
  size: number;
  installedSize: number;
  maintainer: string;
  description: string;
  depends: string[];
  wanted?: Date;
}

interface Data {
  packages: Record<string, Package>;
  sections: Record<string, number>;
  log: string[];
}

type Step = (data: Data) => void;

/** Packages by name, from the text of an index. */
function parse(index: string): [string, Package][] {
  return index.split("\n\n").flatMap((paragraph) => {
    const fields = new Map(
      paragraph.split("\n").map((line) => {
        const colon = line.indexOf(": ");
        return [line.slice(0, colon), line.slice(colon + 2)] as const;
      }),
    );
    const name = fields.get("Package");
    if (name === undefined) return [];
    return [[name, {
      version: fields.get("Version") ?? "",
      section: fields.get("Section") ?? "unknown",
      size: Number(fields.get("Size") ?? 0),
      installedSize: Number(fields.get("Installed-Size") ?? 0),
      maintainer: fields.get("Maintainer") ?? "",
      description: fields.get("Description") ?? "",
      depends: fields.get("Depends")?.split(", ") ?? [],
    }]];
  });
}

async function readIndex(): Promise<string> {
  if (Deno.args[0] === "-") {
    return await new Response(Deno.stdin.readable).text();
  }
  try {
    const apt = new Deno.Command("apt-cache", { args: ["dumpavail"] });
    return new TextDecoder().decode((await apt.output()).stdout);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

/** A set for machines without apt. */
function madeUp(): string {
  const paragraph = (i: number) =>
    `Package: made-up-${i}\nVersion: 1.${i}\nSection: s${i % 20}\n` +
    `Size: ${i * 1000}\nDepends: made-up-${i >> 1}, made-up-${i >> 2}\n`;
  return Array.from({ length: 2000 }, (_, i) => paragraph(i)).join("\n");
}

/** Numbers below a bound that look random and are the same in each run. */
function random(bound: number): number {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor(seed / 2 ** 32 * bound);
}
let seed = 7;

/** The import, in steps from one package to a thirtieth of all. */
function importSteps(packages: readonly [string, Package][]): Step[] {
  const steps: Step[] = [];
  const most = Math.ceil(packages.length / 30);
  for (let from = 0; from < packages.length;) {
    const size = Math.min([1, 1, 2, 5, 20, 100, 500, 2500][random(8)]!, most);
    const part = packages.slice(from, from + size);
    steps.push((data) => {
      for (const [name, one] of part) {
        data.packages[name] = one;
        data.sections[one.section] = (data.sections[one.section] ?? 0) + 1;
      }
    });
    from += size;
  }
  return steps;
}

/** Edits, each small: what a program does all day. */
function editSteps(names: readonly string[], count: number): Step[] {
  return Array.from({ length: count }, (_, i): Step => {
    const name = names[random(names.length)];
    const other = names[random(names.length)];
    return (data) => {
      const one = data.packages[name!];
      if (one === undefined) return; // deleted by a step before
      switch (i % 5) {
        case 0:
          one.wanted = new Date(1.7e12 + i);
          break;
        case 1:
          one.depends.unshift(other!);
          break;
        case 2:
          one.depends.sort();
          break;
        case 3:
          data.log.push(`looked at ${name}`);
          break;
        case 4:
          delete data.packages[name!];
          data.sections[one.section]!--;
      }
    };
  });
}

async function timed<R>(
  what: string,
  run: () => R | Promise<R>,
): Promise<R> {
  const start = performance.now();
  const result = await run();
  const took = (performance.now() - start).toFixed(0);
  console.log(`${what.padEnd(58)}${took.padStart(7)} ms`);
  return result;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Throws unless the data is the same, to the order of its keys. */
function compare(plain: Data, data: unknown): void {
  const diff = computeDiff(plain, data);
  if (diff === undefined) return;
  throw new Error(`It differs: ${formatDiff(diff).slice(0, 5).join("; ")}`);
}

const path = "packages.kantadb";
const empty = (): Data => ({ packages: {}, sections: {}, log: [] });
const fileSize = () => megabytes(Deno.statSync(path).size);
await Deno.remove(path).catch(() => {}); // of a run before

let index = await timed("Read the index", readIndex);
if (index === "") {
  console.log("There is no index here: going on with a small set, made up");
  index = madeUp();
}
const packages = await timed("Parsed it", () => parse(index));
console.log(`  ${packages.length} packages, ${megabytes(index.length)}`);
const imports = importSteps(packages);
const edits = editSteps(packages.map(([name]) => name), 20_000);

{
  await using db = await Kanta.open<Data>(path, empty(), { snapshot: false });
  await timed(
    `Imported in ${imports.length} transactions, durable`,
    async () => {
      for (const step of imports) {
        db.transaction(
          "import",
          { user: "apt" },
          step,
        );
      }
      await db.flush({ durable: true });
    },
  );
  console.log(`  ${fileSize()} on disk`);
  await timed(`Edited in ${edits.length} transactions, written`, async () => {
    for (const step of edits) db.transaction("edit", { user: "alice" }, step);
    await db.flush();
  });
  await timed("Deleted every package, and rolled back", () => {
    try {
      db.transaction("oops", (data) => {
        for (const name in data.packages) delete data.packages[name];
        throw new Error("not that");
      });
    } catch { // as it should be
    }
  });
  console.log(`  revision ${db.rev}, ${fileSize()} on disk`);
}

// What should be there: the same steps, on plain objects.
const plain = empty();
for (const step of [...imports, ...edits]) step(plain);

{
  await using db = await timed(
    "Opened again, from all records",
    () => Kanta.open<Data>(path, empty(), { snapshot: false }),
  );
  await timed(
    "Compared with plain objects: the same",
    () => compare(plain, db.data),
  );
  const { bytes } = await timed("Made a snapshot", () => db.snapshot());
  console.log(`  ${megabytes(bytes)}, ${fileSize()} on disk`);
}
await using db = await timed(
  "Opened again, from the snapshot",
  () => Kanta.open<Data>(path, empty()),
);
await timed(
  "Compared with plain objects: the same",
  () => compare(plain, db.data),
);
