import { createHash, createHmac } from 'node:crypto';
import { sha256 } from '../../src/internal/utils/sha256';
import { verifyWebhook } from '../../src/internal/webhooks';

const secret = Buffer.from('a secret of some length');
const key = `whsec_${secret.toString('base64')}`;
const headers = (body: string, timestamp = Math.floor(Date.now() / 1000)) => ({
  'webhook-id': 'msg_1',
  'webhook-timestamp': String(timestamp),
  'webhook-signature': `v1,bm8= v1,${createHmac('sha256', secret).update(`msg_1.${timestamp}.${body}`).digest('base64')}`,
});

test("SHA-256 equals the platform's", () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 1000]) {
    const message = new Uint8Array(length).map((_, index) => index * 7);
    expect(Buffer.from(sha256(message)).toString('hex')).toBe(
      createHash('sha256').update(message).digest('hex'),
    );
  }
});

test('accepts a webhook with a valid signature', () => {
  expect(() => verifyWebhook('{"a":1}', headers('{"a":1}'), key)).not.toThrow();
});

test('rejects a webhook that is modified, old or unsigned', () => {
  expect(() => verifyWebhook('{"a":2}', headers('{"a":1}'), key)).toThrow('does not match');
  expect(() => verifyWebhook('{}', headers('{}', 1_000_000), key)).toThrow('timestamp');
  expect(() => verifyWebhook('{}', {}, key)).toThrow('headers');
  expect(() => verifyWebhook('{}', headers('{}'), null)).toThrow('key');
});
