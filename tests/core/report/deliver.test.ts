import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { folderStore } from '../../../adapters/stores/folder-store.ts';
import { memoryStore } from '../../../adapters/stores/memory-store.ts';
import { CasefileError } from '../../../core/errors.ts';
import { paths } from '../../../core/keys.ts';
import type { Message, Publisher } from '../../../core/ports.ts';
import { deliver } from '../../../core/report/deliver.ts';
import { Report } from '../../../core/report/report.ts';
import { report as REPORT } from '../../harness/messages.ts';

const CASE = '0a1b2c3d4e5f-live';
const NOW = Date.parse('2026-03-10T03:10:20.000Z');

/** A channel that fails as often as it is told, and what it took. */
function channel(name: string, failures: Error[] = []): Publisher & { took: Message[] } {
  const took: Message[] = [];
  return {
    channel: name,
    took,
    async publish(message) {
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      took.push(message);
      return { reference: `${name}-${took.length}` };
    },
  };
}

const refused = () => new CasefileError('DeliveryRefused', 'no such webhook', { hint: '' });
const unknown = () => new CasefileError('DeliveryFailed', 'no answer', { hint: '' });

function sending(publishers: Publisher[], store = memoryStore()) {
  const channels = publishers.map((one) => one.channel);
  return (k: number | 'resolved' = 1) =>
    deliver({ caseId: CASE, k, channels }, { store, publishers, now: NOW }, (told) => ({
      kind: 'report',
      report: REPORT,
      replay: false,
      ...told,
    }));
}

describe('delivery', () => {
  it('sends a report once to each channel, however often it is tried', async () => {
    const [a, b] = [channel('sns'), channel('slack')];
    const send = sending([a, b]);
    for (let i = 0; i < 3; i++) expect(await send()).toEqual([]);
    expect([a.took.length, b.took.length]).toEqual([1, 1]);
  });

  it('keeps a channel that fails from no other, and tries only that one again', async () => {
    const [a, b] = [channel('sns', [refused()]), channel('slack')];
    const send = sending([a, b]);
    expect(await send()).toMatchObject([{ code: 'DeliveryRefused' }]);
    expect(await send()).toEqual([]);
    expect([a.took.length, b.took.length]).toEqual([1, 1]);
    // What was refused has not arrived.
    expect(a.took[0]).toMatchObject({ again: false });
  });

  it('says that a message may have arrived before, if nobody knows', async () => {
    const a = channel('slack', [unknown()]);
    const send = sending([a]);
    await send();
    await send();
    expect(a.took).toMatchObject([{ again: true }]);
  });

  it('keeps that doubt over a refusal that comes after it', async () => {
    const a = channel('slack', [unknown(), refused()]);
    const send = sending([a]);
    for (let i = 0; i < 3; i++) await send();
    expect(a.took).toMatchObject([{ again: true }]);
  });

  it('refers an update and the end to the first report on the channel', async () => {
    const a = channel('sns');
    const send = sending([a]);
    await send(1);
    await send(2);
    await send('resolved');
    const first = { k: 1, channel: 'sns', reference: 'sns-1', at: '2026-03-10T03:10:20.000Z' };
    expect(a.took[0]).not.toHaveProperty('inReplyTo');
    expect(a.took.slice(1)).toMatchObject([{ inReplyTo: first }, { inReplyTo: first }]);
  });
});

describe('a process that is killed between sending and recording', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'casefile-killed-'));
    const report = Report.parse({ ...REPORT, caseId: CASE });
    await folderStore(root).putIfAbsent(paths.report(CASE, 1, 'json'), report);
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it('is followed by one that sends again, and says so', async () => {
    const bodies: string[] = [];
    let child: ReturnType<typeof spawn> | undefined;
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        bodies.push(body);
        // The message has arrived; whoever sent it will never know.
        if (bodies.length === 1) child?.kill('SIGKILL');
        else response.end('ok');
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/services/x`;
    const run = async () => {
      child = spawn(process.execPath, ['tests/fixtures/deliver-once.ts', root, CASE, url], {
        stdio: 'ignore',
      });
      const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
      return signal ?? code;
    };
    try {
      expect([await run(), await run(), await run()]).toEqual(['SIGKILL', 0, 0]);
      expect(bodies).toHaveLength(2);
      expect(bodies[0]).not.toContain('may have reached you before');
      expect(bodies[1]).toContain('may have reached you before');
    } finally {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    }
  });
});
