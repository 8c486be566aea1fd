export * from "./src/errors.ts";
export * from "./src/records.ts";
