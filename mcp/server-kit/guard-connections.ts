import type { Server } from 'node:http';
import { type Socket, isIPv6 } from 'node:net';

/** How many connections there may be, and how long one may take. */
export interface ConnectionLimits {
  /** Of one address, as long as nobody has said who it is. */
  perAddress: number;
  total: number;
  /** Until a request's headers, or a TLS handshake, are whole. */
  headersMs: number;
  /** Until a request is whole. */
  requestMs: number;
  /** Without a byte in either direction. */
  silentMs: number;
  /** Between an answer and the next request. */
  idleMs: number;
  /** How often it is looked for those that take too long. */
  checkMs: number;
}

export const CONNECTION_LIMITS: ConnectionLimits = {
  perAddress: 64,
  total: 256,
  headersMs: 10_000,
  requestMs: 30_000,
  silentMs: 120_000,
  idleMs: 5_000,
  checkMs: 1_000,
};

interface Connection {
  socket: Socket;
  from: string;
  /** Who is behind it may ask: it had a token, where one is needed. */
  known: boolean;
}

/**
 * Bounds the connections to a server on which nobody has said yet who it is, so that nobody can take all of them: of one
 * address no more than its share, and where there is no room the newest of the address that has most gives way.
 * @returns a function that says of a request's socket that whoever is behind it may ask: it stays
 */
export function guardConnections(
  server: Server,
  { perAddress, total }: Pick<ConnectionLimits, 'perAddress' | 'total'>,
): (socket: Socket) => void {
  /** Oldest first. */
  const open = new Map<string, Connection>();
  const strangers = () => [...open].filter(([, { known }]) => !known);
  const numberFrom = (address: string, among: Iterable<[string, Connection]>) =>
    [...among].filter(([, { from }]) => from === address).length;

  function refuse(id: string): void {
    open.get(id)?.socket.destroy();
    open.delete(id);
  }

  /** The newest of the busiest address. There is one: whoever has just come. */
  function leastWanted(): string | undefined {
    const newest = strangers().toReversed();
    const most = Math.max(...newest.map(([, { from }]) => numberFrom(from, open)));
    return newest.find(([, { from }]) => numberFrom(from, open) === most)?.[0];
  }

  server.on('connection', (socket: Socket) => {
    const id = idOf(socket);
    const from = networkOf(socket.remoteAddress ?? '');
    open.set(id, { socket, from, known: false });
    socket.once('close', () => {
      if (open.get(id)?.socket === socket) open.delete(id);
    });
    if (numberFrom(from, strangers()) > perAddress) refuse(id);
    else if (open.size > total) refuse(leastWanted() ?? id);
  });

  return (socket) => {
    const connection = open.get(idOf(socket));
    if (connection !== undefined) connection.known = true;
  };
}

/** The same for a connection and for the TLS within it. */
function idOf({ remoteAddress = '', remotePort = 0 }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

/** Whoever has one address of IPv6 has a network of them: its first half counts as one. */
function networkOf(address: string): string {
  const v4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (v4 !== undefined || !isIPv6(address)) return v4 ?? address;
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - first.length - last.length;
  return [...first, ...Array<string>(zeros).fill('0'), ...last].slice(0, 4).join(':');
}
