import { type Server, createServer } from 'node:http';
import * as z from 'zod';
import { alarmEvent, firstAlarm, okEvent } from './alarms/event.ts';
import type { Account } from './answer.ts';
import type { Conditions } from './wire.ts';

const Time = z.strictObject({ now: z.number() });

/** What the runner needs beside AWS: the alarm that begins it all, and the data time, which only it moves. */
export function controlServer(account: Account, conditions: Conditions): Server {
  const { world, alarms } = account;
  return createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const reply = (status: number, body: unknown) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      };
      try {
        switch (`${request.method} ${url.pathname}`) {
          case 'GET /alarm': {
            const transition = firstAlarm(world, alarms);
            return reply(200, { event: alarmEvent(world, alarms, transition), at: transition.t });
          }
          case 'GET /ok': {
            const alarmAt = Number(url.searchParams.get('alarmAt'));
            return reply(200, {
              event: okEvent(world, alarmAt, Number(url.searchParams.get('at'))),
            });
          }
          case 'POST /time':
            conditions.now = Time.parse(JSON.parse(Buffer.concat(chunks).toString('utf8'))).now;
            return reply(200, {});
          default:
            return reply(404, { message: 'unknown' });
        }
      } catch (error) {
        reply(400, { message: error instanceof Error ? error.message : String(error) });
      }
    });
  });
}
