/**
 * The beginning of the page that a server sends.
 *
 * @module
 */
import { start } from "./main.tsx";

start();
