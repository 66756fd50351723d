import { type Server, createServer } from 'node:http';
import * as z from 'zod';
import { alarmEvent, firstAlarm, okEvent } from './alarm.ts';
import type { Conditions } from './wire.ts';
import type { World } from './world.ts';

const Time = z.strictObject({ now: z.number() });

/** What the runner needs beside AWS: the alarm that begins it all, and the data time, which only it moves. */
export function controlServer(world: World, conditions: Conditions): Server {
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
            const transition = firstAlarm(world.scenario, world);
            return reply(200, { event: alarmEvent(world.scenario, transition), at: transition.at });
          }
          case 'GET /ok': {
            const alarmAt = Number(url.searchParams.get('alarmAt'));
            return reply(200, {
              event: okEvent(world.scenario, alarmAt, Number(url.searchParams.get('at'))),
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
