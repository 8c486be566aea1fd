import {
  assert,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { DenoFileSystem } from "../../src/file/deno_file_system.ts";
import { FileLockError } from "../../src/errors.ts";
import { hasModes, leftOut, linked } from "../support/system.ts";

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
    const modes = hasModes();
    if (modes) assertEquals(Deno.statSync(path).mode! & 0o777, 0o600);
    disk.writeNew(`${path}.torn`, [new Uint8Array(1)]);
    if (modes) assertEquals(Deno.statSync(`${path}.torn`).mode! & 0o777, 0o600);
  }));

Deno.test("a copy on the same device is made by the system, and private", () =>
  inFolder((folder) => {
    const [path, to] = [`${folder}/log.kantadb`, `${folder}/copy.kantadb`];
    Deno.writeTextFileSync(path, "{}\n", { mode: 0o644 });
    const { file } = disk.open(to, WRITING);
    assert(disk.copy(path, to));
    assertEquals(file.size, 3);
    file.close();
    if (hasModes()) assertEquals(Deno.statSync(to).mode! & 0o777, 0o600);
    assert(!disk.copy(path, `${folder}/missing`));
    assert(!disk.copy(`${folder}/missing`, to));
  }));

Deno.test("a file that comes in the place of another has the rights of that", () =>
  inFolder((folder) => {
    if (!hasModes()) return;
    const [old, path] = [`${folder}/log`, `${folder}/new`];
    disk.writeNew(old, []);
    Deno.chmodSync(old, 0o664);
    const others = Deno.uid() === 0; // who may give files away
    if (others) Deno.chownSync(old, 65534, 65534);
    disk.writeNew(path, [new Uint8Array(1)], old);
    const { mode, uid } = Deno.statSync(path);
    assertEquals(mode! & 0o777, 0o664);
    assertEquals(uid, others ? 65534 : Deno.uid());
  }));

Deno.test("a folder, a FIFO, a device and a missing folder are refused", () =>
  inFolder(async (folder) => {
    const fifo = `${folder}/fifo`;
    const cases: [string, string][] = [[folder, "it is a folder"]];
    if (Deno.build.os === "windows") {
      leftOut("FIFOs and devices", "they have no names in a folder here");
    } else {
      await new Deno.Command("mkfifo", { args: [fifo] }).output();
      cases.push(
        [fifo, "it is a FIFO"],
        ["/dev/null", "it is a device"],
        [`${folder}/fifo/below`, "not a folder"],
      );
    }
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
    if (!linked(`${folder}/real`, `${folder}/link`)) return;
    linked(`${folder}/nothing`, `${folder}/dangling`);
    assertEquals(
      disk.realPath(`${folder}/link`),
      Deno.realPathSync(`${folder}/real`),
    );
    assertThrows(
      () => disk.open(`${folder}/dangling`, WRITING),
      FileLockError,
      `it is a symlink to "${folder}/nothing", and there is no such file`,
    );
    assert(
      !disk.isFree(`${folder}/dangling`) && !disk.isFree(`${folder}/link`),
    );
    assert(disk.isFree(`${folder}/nothing`));
    assert(Deno.lstatSync(`${folder}/dangling`).isSymlink);
  }));

Deno.test("a lock shuts out symlinks and hard links to the same file", () =>
  inFolder((folder) => {
    const disk = new DenoFileSystem("linux");
    const { file } = disk.open(`${folder}/real`, WRITING);
    assert(file.tryLock());
    Deno.linkSync(`${folder}/real`, `${folder}/hard`);
    const link = linked(`${folder}/real`, `${folder}/link`);
    for (const name of link ? ["link", "hard"] : ["hard"]) {
      const { file: other } = disk.open(`${folder}/${name}`, WRITING);
      assert(!other.tryLock());
      other.close();
    }
    file.close();
  }));

for (const system of ["linux", "windows"] as const) {
  Deno.test(`somebody else's cut leaves no hole of zeros, in the way of ${system}`, () =>
    inFolder((folder) => {
      const disk = new DenoFileSystem(system);
      const { file } = disk.open(`${folder}/log`, WRITING);
      file.append(new TextEncoder().encode("one\ntwo\n"));
      Deno.truncateSync(`${folder}/log`, 0);
      file.append(new TextEncoder().encode("six\n"));
      assertEquals(Deno.readTextFileSync(`${folder}/log`), "six\n");
      file.close();
    }));
}

const windows = new DenoFileSystem("windows");
const names = (folder: string) =>
  Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();

Deno.test("on Windows a file beside the log is locked, so that others can read the log", () =>
  inFolder((folder) => {
    const { file } = windows.open(`${folder}/log`, WRITING);
    assertEquals(names(folder), ["log"]);
    assert(file.tryLock());
    assertEquals(names(folder), ["log", "log.lock"]);
    using log = Deno.openSync(`${folder}/log`, { read: true, write: true });
    using lock = Deno.openSync(`${folder}/log.lock`, { write: true });
    assert(log.tryLockSync(true), "nobody has locked the log itself");
    assert(!lock.tryLockSync(true));
    file.close();
    assert(lock.tryLockSync(true));
  }));

Deno.test("on Windows the lock's file goes where the log goes, and with it", () =>
  inFolder((folder) => {
    const [draft, log] = [`${folder}/draft`, `${folder}/log`];
    const { file } = windows.open(draft, WRITING);
    assert(file.tryLock());
    windows.rename(draft, log);
    assertEquals(names(folder), ["log", "log.lock"]);
    const { file: other } = windows.open(log, WRITING);
    assert(!other.tryLock());
    other.close();
    windows.remove(log);
    assertEquals(names(folder), []);
    file.close();
    windows.writeNew(draft, []);
    windows.rename(draft, log); // never locked: there is no second file
    windows.remove(log);
    assertEquals(names(folder), []);
  }));

Deno.test("on Windows a log of two names is refused: a lock would tell one of them alone", () =>
  inFolder((folder) => {
    windows.writeNew(`${folder}/log`, []);
    Deno.linkSync(`${folder}/log`, `${folder}/hard`);
    const error = assertThrows(
      () => windows.open(`${folder}/hard`, WRITING),
      FileLockError,
      "2 names",
    );
    assertEquals(error.path, `${folder}/hard`);
    windows.open(`${folder}/hard`, { create: false, readonly: true }).file
      .close();
    Deno.removeSync(`${folder}/log`);
    windows.open(`${folder}/hard`, WRITING).file.close();
  }));

Deno.test("on Windows a lock that can't be made is an error that names its file", () =>
  inFolder((folder) => {
    Deno.mkdirSync(`${folder}/log.lock`);
    const { file } = windows.open(`${folder}/log`, WRITING);
    const error = assertThrows(() => file.tryLock(), FileLockError, "log.lock");
    assertEquals(error.path, `${folder}/log.lock`);
    file.close();
  }));
