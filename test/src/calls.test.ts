import { describe, expect, test } from 'vitest';
import { type CallResult, callsOf } from '../../src/calls.ts';
import type { SipMessage } from '../../src/facts.ts';
import {
  answer,
  bye,
  CALL,
  candidate,
  diagnostic,
  finalOffer,
  iceWarn,
  invite,
  media,
  sdp,
  sipMessage,
} from '../facts.ts';

const OFFER = ['UDP 192.168.1.34:50020 host', 'UDP 198.51.100.42:52000 relay 192.0.2.34:50020'];
const resultOf = (...messages: SipMessage[]): CallResult | undefined => callsOf(messages)[0]?.result;

describe('result', () => {
  const cases: readonly (readonly [string, CallResult, readonly SipMessage[]])[] = [
    ['answered', 'connected', [invite(OFFER), answer(180, 'Ringing'), answer(200, 'OK'), bye()]],
    ['no final answer', 'open', [invite(OFFER), answer(183, 'Session Progress')]],
    ['cancelled', 'abandoned', [invite(OFFER), sipMessage({ method: 'CANCEL' }), answer(487, 'Request Terminated')]],
    ['cancelled too late', 'open', [invite(OFFER), sipMessage({ method: 'CANCEL' }), answer(200, 'OK')]],
    ['busy', 'declined', [invite(OFFER), answer(486, 'Busy Here')]],
    ['declined', 'declined', [invite(OFFER), answer(603, 'Decline')]],
    ['sent on by the phone', 'declined', [invite(OFFER), answer(302, 'Moved Temporarily')]],
    ['refused', 'failed', [invite(OFFER), answer(504, 'Server time-out')]],
    [
      'challenged, then answered',
      'connected',
      [invite(OFFER), answer(407, 'x'), invite(OFFER, { cseq: 2 }), answer(200, 'OK', { cseq: 2 }), bye()],
    ],
    ['challenged, the log ends', 'open', [invite(OFFER), answer(407, 'x'), invite(OFFER, { cseq: 2 })]],
    [
      'refused, repeated in another form, answered, still up',
      'open',
      [invite(OFFER), answer(488, 'x'), invite(OFFER, { cseq: 2 }), answer(200, 'OK', { cseq: 2 })],
    ],
    [
      'up, then a re-INVITE refused',
      'connected',
      [invite(OFFER), answer(200, 'OK'), invite(OFFER, { cseq: 2, toTag: 'b' }), answer(488, 'x', { cseq: 2 }), bye()],
    ],
    [
      'the log begins within the call, where a re-INVITE is refused',
      'cut',
      [invite(OFFER, { cseq: 7, toTag: 'b' }), answer(488, 'x', { cseq: 7 })],
    ],
    ['media failed at set-up', 'failed', [invite(OFFER), answer(200, 'OK'), bye({ diagnostics: [diagnostic(24)] })]],
    [
      'media failed later, by its text',
      'dropped',
      [
        invite(OFFER),
        answer(200, 'OK'),
        bye({ diagnostics: [diagnostic(33, { reason: 'Call terminated on a mid-call media failure where …' })] }),
      ],
    ],
    [
      'the unconfirmed 26 with its text',
      'failed',
      [
        invite(OFFER),
        answer(200, 'OK'),
        bye({ diagnostics: [diagnostic(26, { reason: 'A federated call failed … media connectivity failure …' })] }),
      ],
    ],
    [
      'numbers without their text',
      'connected',
      [invite(OFFER), answer(200, 'OK'), bye({ diagnostics: [diagnostic(26), diagnostic(33)] })],
    ],
    [
      'application sharing left since its re-INVITE failed',
      'dropped',
      [invite(OFFER), answer(200, 'OK'), bye({ diagnostics: [diagnostic(52049)] })],
    ],
    ['the log ends within its last message', 'cut', [invite(OFFER), answer(200, 'OK', { truncated: true })]],
    ['only the end is there', 'cut', [sipMessage({ method: 'BYE', diagnostics: [iceWarn(51004, 0)] })]],
    ['only a refusal is there', 'failed', [answer(504, 'x', { sdp: sdp([media(OFFER)]) })]],
    [
      'refused, then the caller gave up the second try',
      'abandoned',
      [
        invite(OFFER),
        answer(488, 'x'),
        invite(OFFER, { cseq: 2 }),
        sipMessage({ method: 'CANCEL', cseq: 2 }),
        answer(487, 'x', { cseq: 2 }),
      ],
    ],
    ['refused, and the second try still open', 'open', [invite(OFFER), answer(488, 'x'), invite(OFFER, { cseq: 2 })]],
    [
      'a person hung up',
      'connected',
      [
        invite(OFFER),
        answer(200, 'OK'),
        bye({ diagnostics: [diagnostic(51004, { reason: 'Action initiated by user' })] }),
      ],
    ],
  ];
  test.each(cases)('%s: %s', (_, expected, messages) => {
    expect(resultOf(...messages)).toBe(expected);
  });
});

describe('what is a call', () => {
  test('instant messages and subscriptions are none', () => {
    const im = sdp([media([], { media: 'message' })]);
    expect(callsOf([sipMessage({ sdp: im }), sipMessage({ callId: 'b', method: 'SUBSCRIBE' })])).toEqual([]);
  });

  test('messages without a Call-ID belong to no call', () => {
    expect(callsOf([invite(OFFER, { callId: '' })])).toEqual([]);
  });

  test('the end of one is enough when it says something about media', () => {
    const [call] = callsOf([bye({ diagnostics: [iceWarn(51004, 0x3a0)] })]);
    expect(call).toMatchObject({ id: CALL, direction: 'unknown', media: [], result: 'cut' });
  });

  test('direction, media and sides', () => {
    const theirs = sdp([media(['UDP 10.80.1.20:50100 host'])]);
    const video = sdp([media(OFFER), media([], { media: 'video', label: 'applicationsharing-video' })]);
    const first = sipMessage({ direction: 'received', sdp: theirs });
    const reply = sipMessage({ direction: 'sent', status: 200, reason: 'OK', sdp: video });
    const [call, more] = callsOf([first, reply]);
    expect(more).toBeUndefined();
    expect(call).toEqual({
      id: CALL,
      messages: [first, reply],
      transactions: [{ method: 'INVITE', cseq: 1, request: first, provisional: [], final: reply }],
      dialogs: [],
      direction: 'incoming',
      media: ['audio', 'applicationsharing-video'],
      result: 'open',
      answered: true,
      final: reply,
      setup: 0,
      federated: false,
      diagnostics: [],
      local: [reply.sdp],
      remote: [first.sdp],
      lines: [
        {
          index: 0,
          media: 'audio',
          local: reply.sdp?.media[0]?.candidates,
          remote: [candidate('UDP 10.80.1.20:50100 host')],
        },
        { index: 1, media: 'applicationsharing-video', local: [], remote: [] },
      ],
      checks: [],
      selected: [],
      reported: [],
    });
  });
});

describe('nominated pair', () => {
  test('of the offer this client sent, with the candidate it is', () => {
    const first = invite(OFFER);
    const last = finalOffer('192.168.1.34:50020', '203.0.113.80:54860');
    expect(callsOf([first, answer(200, 'OK'), last])[0]?.selected).toEqual([
      {
        media: 'audio',
        local: {
          address: '192.168.1.34',
          port: 50020,
          candidate: candidate('UDP 192.168.1.34:50020 host', { line: 20 }),
        },
        remote: { address: '203.0.113.80', port: 54860 },
        by: ['sdp'],
        disagree: [],
        proof: last.sdp,
      },
    ]);
  });

  test('of an offer received: its remote candidates are this client', () => {
    const last = finalOffer('10.80.1.20:50100', '172.27.3.18:50020', { direction: 'received' });
    expect(callsOf([sipMessage({ sdp: sdp([media(['UDP 172.27.3.18:50020 host'])]) }), last])[0]?.selected).toEqual([
      {
        media: 'audio',
        local: {
          address: '172.27.3.18',
          port: 50020,
          candidate: candidate('UDP 172.27.3.18:50020 host', { line: 20 }),
        },
        remote: { address: '10.80.1.20', port: 50100 },
        by: ['sdp'],
        disagree: [],
        proof: last.sdp,
      },
    ]);
  });

  test('the last one counts; without a side or a default address there is none', () => {
    const early = finalOffer('192.168.1.34:50020', '203.0.113.80:1');
    const late = finalOffer('198.51.100.42:52000', '203.0.113.80:2', { cseq: 3 });
    expect(callsOf([invite(OFFER), early, late])[0]?.selected).toEqual([
      {
        media: 'audio',
        local: {
          address: '198.51.100.42',
          port: 52000,
          candidate: candidate(OFFER[1] as string, { line: 21, foundation: '2' }),
        },
        remote: { address: '203.0.113.80', port: 2 },
        by: ['sdp'],
        disagree: [],
        proof: late.sdp,
      },
    ]);
    const unknown = finalOffer('192.168.1.34:50020', '203.0.113.80:1', { direction: 'unknown' });
    expect(callsOf([invite(OFFER), unknown])[0]?.selected).toEqual([]);
  });
});

describe('transfer', () => {
  const offer = sdp([media(OFFER)]);
  const first = invite(OFFER, { callId: 'first' });
  const refer = (more: Partial<SipMessage>) =>
    sipMessage({ method: 'REFER', callId: 'first', toTag: 'b', cseq: 2, direction: 'received', ...more });
  const next = (more: Partial<SipMessage>) => sipMessage({ callId: 'next', sdp: offer, ...more });
  const linked = (...messages: SipMessage[]) =>
    callsOf([first, answer(200, 'OK', { callId: 'first' }), ...messages]).map((c) => [
      c.id,
      c.transfer?.to,
      c.transfer?.call,
      c.transferredFrom,
    ]);
  const CARL = 'sip:carl@contoso.com';

  test.each<[string, Partial<SipMessage>, Partial<SipMessage>]>([
    ['by Referred-By', { referTo: CARL, from: 'sip:ben@contoso.com' }, { to: CARL, referredBy: 'sip:Ben@contoso.com' }],
    ['by Replaces', { referTo: CARL, replaces: 'x@y' }, { to: 'sip:other@contoso.com', replaces: 'x@y' }],
    ['by the conversation', { referTo: CARL, conversationId: 'c' }, { to: CARL, conversationId: 'c' }],
  ])('to the call that follows %s', (_, asked, called) => {
    expect(linked(refer(asked), next(called))).toEqual([
      ['first', CARL, 'next', undefined],
      ['next', undefined, undefined, 'first'],
    ]);
  });

  test('not to a call before it, elsewhere, or of another conversation', () => {
    const asked = refer({ referTo: CARL, conversationId: 'c' });
    const alone = [
      ['first', CARL, undefined, undefined],
      ['next', undefined, undefined, undefined],
    ];
    expect(linked(next({ to: CARL, conversationId: 'c' }), asked)).toEqual(alone);
    expect(linked(asked, next({ to: 'sip:dora@contoso.com', conversationId: 'c' }))).toEqual(alone);
    expect(linked(asked, next({ to: CARL, conversationId: 'd' }))).toEqual(alone);
    expect(linked(asked, next({ to: CARL }))).toEqual(alone);
  });
});

describe('who ended it', () => {
  const by = (...messages: SipMessage[]) => callsOf([invite(OFFER), ...messages])[0]?.endedBy;
  const routed = diagnostic(1007, { header: 'ms-diagnostics', server: 'sip.contoso.com' });

  test.each<[string, string | undefined, readonly SipMessage[]]>([
    ['BYE sent', 'this client', [answer(200, 'OK'), bye()]],
    ['BYE received', 'the other side', [answer(200, 'OK'), bye({ direction: 'received' })]],
    ['refused by a server that says its name', 'sip.contoso.com', [answer(504, 'x', { diagnostics: [routed] })]],
    ['refused', 'the other side', [answer(486, 'Busy Here')]],
    ['given up', 'this client', [sipMessage({ method: 'CANCEL' }), answer(487, 'x')]],
    ['still up', undefined, [answer(200, 'OK')]],
  ])('%s: %s', (_, expected, messages) => {
    expect(by(...messages)).toBe(expected);
  });
});
