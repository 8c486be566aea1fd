import { assertEquals, assertThrows } from "@std/assert";
import {
  isStreamAddress,
  readStreamAddress,
} from "../../../../src/store/stream/port/stream_address.ts";

Deno.test("an address names its servers, its log and whether it is encrypted", () => {
  assertEquals(readStreamAddress("nats://n1,n2:4333,[::1]:9/shop_2-a"), {
    servers: ["n1:4222", "n2:4333", "[::1]:9"],
    name: "shop_2-a",
    tls: false,
  });
  assertEquals(readStreamAddress("tls://n1/shop").tls, true);
});

Deno.test("a path of a file is no address", () => {
  for (const path of ["shop.kantadb", "nats", "./nats://x", "memory:"]) {
    assertEquals(isStreamAddress(path), false, path);
  }
  assertEquals(isStreamAddress("nats://n1/shop"), true);
});

Deno.test("an address with a password is refused without a word of it", () => {
  const error = assertThrows(
    () => readStreamAddress("nats://bob:secret@n1/shop"),
    TypeError,
    "nats: { user, pass }",
  );
  assertEquals(error.message.includes("secret"), false);
});

Deno.test("what is no address is told with the form that is wanted", () => {
  const wrong = [
    "nats://n1",
    "nats://n1/",
    "nats:///shop",
    "nats://n1/a/b",
    "nats://n1/a b",
    "nats://n1,/shop",
    "nats://n1:123456/shop",
    `nats://n1/${"a".repeat(65)}`,
  ];
  for (const path of wrong) {
    assertThrows(
      () => readStreamAddress(path),
      TypeError,
      "nats://HOST:PORT,HOST:PORT/NAME",
      path,
    );
  }
});
