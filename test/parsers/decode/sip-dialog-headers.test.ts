/** Headers that tell what a call belongs to: conversation, meeting, transfer. */
import { expect, test } from 'vitest';
import sipText from '../../../parsers/sip-text.ts';
import { of, run } from '../run.ts';

const told = (start: string, ...headers: string[]) => {
  const text = [start, 'Call-ID: a', 'CSeq: 1 INVITE', ...headers, 'Content-Length: 0', '', ''].join('\r\n');
  const [m] = of(run(sipText, text), 'sip.message');
  return [m?.conversationId, m?.isFocus, m?.referTo, m?.referredBy, m?.replaces];
};
const REFER = 'REFER sip:anna@contoso.com SIP/2.0';

test.each([
  ['none', [], [undefined, undefined, undefined, undefined, undefined]],
  ['conversation', ['Ms-Conversation-ID: AdKc0=='], ['AdKc0==', undefined, undefined, undefined, undefined]],
  [
    'meeting',
    ['Contact: <sip:dora@contoso.com;gruu;opaque=app:conf:focus:id:7Q>;isfocus'],
    [undefined, true, undefined, undefined, undefined],
  ],
  [
    'transfer',
    ['Refer-To: "Carl" <sip:carl@contoso.com;user=phone>', 'Referred-By: <sip:ben@contoso.com>;ms-identity="x"'],
    [undefined, undefined, 'sip:carl@contoso.com', 'sip:ben@contoso.com', undefined],
  ],
  [
    'transfer with consultation, the replaced dialog escaped',
    ['Refer-To: <sip:carl@contoso.com?Replaces=0a1b%40192.168.1.40%3Bto-tag%3Dx%3Bfrom-tag%3Dy>'],
    [undefined, undefined, 'sip:carl@contoso.com', undefined, '0a1b@192.168.1.40'],
  ],
  [
    'the call that replaces it',
    ['Replaces: 0a1b@192.168.1.40;to-tag=x;from-tag=y'],
    [undefined, undefined, undefined, undefined, '0a1b@192.168.1.40'],
  ],
  [
    'compact forms',
    ['r: <sip:carl@contoso.com>', 'b: <sip:ben@contoso.com>'],
    [undefined, undefined, 'sip:carl@contoso.com', 'sip:ben@contoso.com', undefined],
  ],
] as const)('%s', (_, headers, expected) => {
  expect(told(REFER, ...headers)).toEqual(expected);
});
