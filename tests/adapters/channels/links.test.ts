import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { consoleLink } from '../../../adapters/channels/console-link.ts';
import { presignedLink } from '../../../adapters/stores/presigned-link.ts';
import { renderEmail } from '../../../core/report/render/render-email.ts';
import { renderSlack } from '../../../core/report/render/render-slack.ts';
import { report } from '../../harness/messages.ts';

const NOW = Date.now();
const at = (ms: number) => new Date(NOW + ms);
const HOUR = 3_600_000;

function signedWith(credentials: { expiration?: Date; sessionToken?: string }) {
  const client = new S3Client({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', ...credentials },
  });
  return presignedLink(client, 'cases')('cases/1/report-1.md', NOW);
}

describe('a link to the stored report', () => {
  it('leads to the object in the console of the partition', () => {
    const path = 'cases/0a1b2c3d4e5f-live/report-1.md';
    expect(consoleLink('eu-west-1', 'b')(path)).toBe(
      'https://eu-west-1.console.aws.amazon.com/s3/object/b?region=eu-west-1&prefix=cases%2F0a1b2c3d4e5f-live%2Freport-1.md',
    );
    expect(consoleLink('cn-north-1', 'b')(path)).toContain('console.amazonaws.cn/');
    expect(consoleLink('us-gov-west-1', 'b')(path)).toContain('console.amazonaws-us-gov.com/');
  });

  it('that is presigned tells when the session that signed it ends, not what it asks for', async () => {
    const ends = at(2 * HOUR);
    const link = await signedWith({ sessionToken: 't', expiration: ends });
    expect(link).toMatchObject({ until: ends.toISOString(), uncertain: false });
    const seconds = Number(new URL(link.url).searchParams.get('X-Amz-Expires'));
    expect(seconds).toBeGreaterThan(7_100);
    expect(seconds).toBeLessThanOrEqual(7_200);
  });

  it('that is presigned in a session of unknown end says that it may end sooner', async () => {
    expect(await signedWith({ sessionToken: 't' })).toMatchObject({
      until: at(8 * HOUR).toISOString(),
      uncertain: true,
    });
    expect(await signedWith({})).toMatchObject({ uncertain: false });
  });

  it('stands with its end in e-mail and Slack', () => {
    const direct = {
      url: 'https://cases.example/x?X-Amz-Signature=1',
      until: '2026-03-10T11:10:14.000Z',
      uncertain: true,
    };
    const message = { kind: 'report' as const, report, replay: false, again: false, direct };
    const words =
      /Open it without signing in, until 2026-03-10 11:10:14 UTC, or until the session that signed it ends/;
    expect(renderEmail(message)).toMatch(words);
    expect(renderEmail(message)).toContain(direct.url);
    expect(JSON.stringify(renderSlack(message))).toMatch(words);
    expect(
      JSON.stringify(
        renderSlack({ ...message, direct: { ...direct, url: `https://x.example/${'a'.repeat(2_400)}` } }),
      ).length,
    ).toBeLessThan(12_000);
  });
});
