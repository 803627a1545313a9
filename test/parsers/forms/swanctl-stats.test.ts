import { expect, test } from 'vitest';
import { at, facts, lawsOf } from './unix-run.ts';

const TEXT_1 = `uptime: 2 seconds, since Nov 22 05:39:10 2026
worker threads: 16 total, 11 idle, working: 4/0/1/0
job queues: 0/0/0/0
jobs scheduled: 0
IKE_SAs: 0 total, 0 half-open
mallinfo: sbrk 2297856, mmap 0, used 353392, free 1944464
loaded plugins: charon aes sha1 sha2 hmac nonce kernel-netlink vici stroke updown`;

const EXPECTED_1 = [
  {
    kind: 'ipsec.plugins',
    at: at(7),
    form: 'swanctl-stats',
    names: ['charon', 'aes', 'sha1', 'sha2', 'hmac', 'nonce', 'kernel-netlink', 'vici', 'stroke', 'updown'],
  },
];

test('swanctl --stats', () => {
  expect(facts(TEXT_1)).toEqual(EXPECTED_1);
});

test('a list that the console wrapped', () => {
  const text = `worker threads: 16 total, 11 idle, working: 4/0/1/0
loaded plugins: charon aes des rc2 sha2 sha1 md5 mgf1 random nonce x509 revocati
on constraints pubkey pkcs1 farp
Regards`;
  expect(facts(text)).toEqual([
    {
      kind: 'ipsec.plugins',
      at: at(2),
      form: 'swanctl-stats',
      names: [
        ...['charon', 'aes', 'des', 'rc2', 'sha2', 'sha1', 'md5', 'mgf1', 'random', 'nonce', 'x509', 'revocati'],
        ...['revocation', 'on', 'constraints', 'pubkey', 'pkcs1', 'farp'],
      ],
    },
  ]);
});

lawsOf('swanctl-stats 1', TEXT_1);
