import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';

/** Messages that a server may send in a session, broken ones included: an investigation takes some hundred. */
const MAX_MESSAGES = 10_000;

/**
 * Ends a session whose server sends messages without end: each costs little, and all of them the whole process.
 * To be set before the transport is connected.
 */
export function limitMessages(transport: Transport, end: () => void): void {
  let messages = 0;
  const count = () => {
    messages++;
    if (messages === MAX_MESSAGES) end();
  };
  const { onmessage, onerror } = transport;
  transport.onmessage = (message, extra) => {
    count();
    onmessage?.(message, extra);
  };
  transport.onerror = (error) => {
    count();
    onerror?.(error);
  };
}
