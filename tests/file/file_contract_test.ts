import { DenoFileSystem } from "../../src/file/deno_file_system.ts";
import { MemoryFileSystem } from "../../src/file/memory_file.ts";
import { SimulatedDisk } from "../support/simulated_disk.ts";
import { fileContract } from "./file_contract.ts";

fileContract("real file", () => {
  const folder = Deno.makeTempDirSync();
  return {
    disk: new DenoFileSystem(),
    folder,
    end: () => Deno.removeSync(folder, { recursive: true }),
  };
});

fileContract("real file with the ways of Windows", () => {
  const folder = Deno.makeTempDirSync();
  return {
    disk: new DenoFileSystem("windows"),
    folder,
    oneName: true,
    end: () => Deno.removeSync(folder, { recursive: true }),
  };
});

fileContract("file in memory", () => ({
  disk: new MemoryFileSystem(),
  folder: "",
  end: () => {},
}));

fileContract("simulated disk", () => ({
  disk: new SimulatedDisk({ seed: 1 }),
  folder: "",
  end: () => {},
}));

fileContract("simulated disk that writes short", () => ({
  disk: new SimulatedDisk({ seed: 2, shortWrites: true }),
  folder: "",
  end: () => {},
}));
