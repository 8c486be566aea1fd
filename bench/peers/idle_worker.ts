/**
 * A worker that answers messages and does no more: what starting one costs.
 *
 * @module
 */
/// <reference lib="deno.worker" />

self.onmessage = ({ data }) => self.postMessage(data);
