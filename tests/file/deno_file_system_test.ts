import {
  assert,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { DenoFileSystem } from "../../src/file/deno_file_system.ts";
import { FileLockError } from "../../src/errors.ts";

const disk = new DenoFileSystem();
const WRITING = { create: true, readonly: false };

async function inFolder(
  check: (folder: string) => void | Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await check(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a new file is private, and its folders are made", () =>
  inFolder((folder) => {
    const path = `${folder}/a/b/log.kantadb`;
    const { file, created } = disk.open(path, WRITING);
    file.close();
    assert(created);
    assertEquals(Deno.statSync(path).mode! & 0o777, 0o600);
    disk.writeNew(`${path}.torn`, [new Uint8Array(1)]);
    assertEquals(Deno.statSync(`${path}.torn`).mode! & 0o777, 0o600);
  }));

Deno.test("a folder, a FIFO, a device and a missing folder are refused", () =>
  inFolder(async (folder) => {
    const fifo = `${folder}/fifo`;
    await new Deno.Command("mkfifo", { args: [fifo] }).output();
    const cases: [string, string][] = [
      [folder, "it is a folder"],
      [fifo, "it is a FIFO"],
      ["/dev/null", "it is a device"],
      [`${folder}/fifo/below`, "not a folder"],
    ];
    for (const [path, why] of cases) {
      for (const readonly of [true, false]) {
        const error = assertThrows(
          () => disk.open(path, { create: false, readonly }),
          FileLockError,
        );
        assertStringIncludes(error.message, why);
        assertEquals(error.path, path);
      }
    }
  }));

Deno.test("a symlink leads to the file, a dangling one is refused", () =>
  inFolder((folder) => {
    Deno.writeTextFileSync(`${folder}/real`, "{}\n");
    Deno.symlinkSync(`${folder}/real`, `${folder}/link`);
    Deno.symlinkSync(`${folder}/nothing`, `${folder}/dangling`);
    assertEquals(
      disk.realPath(`${folder}/link`),
      Deno.realPathSync(`${folder}/real`),
    );
    assertThrows(
      () => disk.open(`${folder}/dangling`, WRITING),
      FileLockError,
      "there is no such file",
    );
  }));

Deno.test("a lock shuts out symlinks and hard links to the same file", () =>
  inFolder((folder) => {
    const { file } = disk.open(`${folder}/real`, WRITING);
    assert(file.tryLock());
    Deno.symlinkSync(`${folder}/real`, `${folder}/link`);
    Deno.linkSync(`${folder}/real`, `${folder}/hard`);
    for (const name of ["link", "hard"]) {
      const { file: other } = disk.open(`${folder}/${name}`, WRITING);
      assert(!other.tryLock());
      other.close();
    }
    file.close();
  }));

Deno.test("somebody else's cut leaves no hole of zeros", () =>
  inFolder((folder) => {
    const { file } = disk.open(`${folder}/log`, WRITING);
    file.append(new TextEncoder().encode("one\ntwo\n"));
    Deno.truncateSync(`${folder}/log`, 0);
    file.append(new TextEncoder().encode("six\n"));
    assertEquals(Deno.readTextFileSync(`${folder}/log`), "six\n");
    file.close();
  }));
