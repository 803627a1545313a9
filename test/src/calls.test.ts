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
    ['cancelled', 'cancelled', [invite(OFFER), sipMessage({ method: 'CANCEL' }), answer(487, 'Request Terminated')]],
    ['cancelled too late', 'connected', [invite(OFFER), sipMessage({ method: 'CANCEL' }), answer(200, 'OK')]],
    ['busy', 'declined', [invite(OFFER), answer(486, 'Busy Here')]],
    ['declined', 'declined', [invite(OFFER), answer(603, 'Decline')]],
    ['refused', 'failed', [invite(OFFER), answer(504, 'Server time-out')]],
    [
      'challenged, then answered',
      'connected',
      [invite(OFFER), answer(407, 'x'), invite(OFFER, { cseq: 2 }), answer(200, 'OK', { cseq: 2 })],
    ],
    ['challenged, the log ends', 'open', [invite(OFFER), answer(407, 'x'), invite(OFFER, { cseq: 2 })]],
    [
      'refused, repeated in another form, answered',
      'connected',
      [invite(OFFER), answer(488, 'x'), invite(OFFER, { cseq: 2 }), answer(200, 'OK', { cseq: 2 })],
    ],
    [
      'up, then a re-INVITE refused',
      'connected',
      [invite(OFFER), answer(200, 'OK'), invite(OFFER, { cseq: 2, toTag: 'b' }), answer(488, 'x', { cseq: 2 })],
    ],
    [
      'the log begins within the call, where a re-INVITE is refused',
      'connected',
      [invite(OFFER, { cseq: 7, toTag: 'b' }), answer(488, 'x', { cseq: 7 })],
    ],
    ['media failed at set-up', 'failed', [invite(OFFER), answer(200, 'OK'), bye({ diagnostics: [diagnostic(24)] })]],
    [
      'media failed later, by its text',
      'failed',
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
    expect(call).toMatchObject({ id: CALL, direction: 'unknown', media: [], result: 'open' });
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
      direction: 'incoming',
      media: ['audio', 'applicationsharing-video'],
      result: 'connected',
      diagnostics: [],
      local: [reply.sdp],
      remote: [first.sdp],
      selected: [],
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
        session: last.sdp,
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
        session: last.sdp,
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
        session: late.sdp,
      },
    ]);
    const unknown = finalOffer('192.168.1.34:50020', '203.0.113.80:1', { direction: 'unknown' });
    expect(callsOf([invite(OFFER), unknown])[0]?.selected).toEqual([]);
  });
});
