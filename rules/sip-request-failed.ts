import { failedToConnect } from '../src/calls.ts';
import { callKey, callWords, clock } from '../src/describe.ts';
import { opensCall } from '../src/dialogs.ts';
import * as evidence from '../src/evidence.ts';
import type { SipMessage } from '../src/facts.ts';
import type { Incident } from '../src/incident.ts';
import { adviceOf } from '../src/knowledge/diagnostic-advice.ts';
import { componentOf, NOBODY_CODES, NORMAL_CODES, RELAYED_CODES } from '../src/knowledge/ms-diagnostics.ts';
import { defineRule } from '../src/rule.ts';
import { clean } from '../src/text.ts';

/** Challenges, cancellations, a person's no, and an answer to a dialog already gone. */
const NO_FAULT: ReadonlySet<number> = new Set([401, 407, 481, 486, 487, 491, 600, 603]);
/** What a user notices when it fails. */
const METHODS: ReadonlySet<string> = new Set(['REGISTER', 'INVITE', 'REFER', 'SERVICE']);

function matters(m: SipMessage): boolean {
  if (m.status === undefined || m.status < 400 || NO_FAULT.has(m.status) || !METHODS.has(m.method)) return false;
  // A person who is away or wants no calls (RFC 3261 21.4.18), here or on the telephone; with another code there is more
  // to it.
  if (m.status === 480 && m.diagnostics.every((d) => NORMAL_CODES.has(d.code) || RELAYED_CODES.has(d.code)))
    return false;
  // Media failures are another rule's business; codes of a working call alone are nobody's.
  if (m.diagnostics.some(failedToConnect)) return false;
  return m.diagnostics.length === 0 || m.diagnostics.some((d) => !NORMAL_CODES.has(d.code));
}

/** A client that has to ask in another form does it at once (RFC 3261 21.4.13). Milliseconds. */
const AT_ONCE = 30_000;

/** A later sign-in, or the same call at once in another form, that succeeded makes the failure a passing one. */
function recovered(m: SipMessage, incident: Incident): boolean {
  const time = m.time ?? 0;
  if (m.method === 'INVITE')
    return incident.calls.some((c) => {
      const again = c.transactions.find(opensCall)?.request;
      const wait = (again?.time ?? 0) - time;
      return c.id !== m.callId && c.answered && again?.to === m.to && wait >= 0 && wait <= AT_ONCE;
    });
  return (
    m.method === 'REGISTER' &&
    incident.all('sip.message').some((x) => x.method === 'REGISTER' && x.status === 200 && (x.time ?? 0) >= time)
  );
}

export default defineRule({
  id: 'sip-request-failed',
  title: 'A SIP request was refused',
  severity: 'warning',
  owner: 'uc',
  needs: ['sip.message'],
  verify: 'Repeat the action: the request is answered 200.',
  *check(incident) {
    const shared = new Set(
      incident.all('sip.diagnostic').flatMap((d) => (d.code === 52049 && d.callId ? [d.callId] : [])),
    );
    for (const m of incident.all('sip.message').filter(matters)) {
      if (m.method === 'INVITE' && (shared.has(m.callId) || incident.call(m.callId)?.diagnostics.some(failedToConnect)))
        continue;
      const d = m.diagnostics.find((x) => !NORMAL_CODES.has(x.code));
      // What only the range of numbers says is no more than the component that follows anyway.
      const known = d ? adviceOf(d.code) : undefined;
      const advice = known?.from === 'code' ? known : undefined;
      const call = incident.call(m.callId);
      // The call was not taken, and voice mail did not take it either: of these only 15030 tells of a fault.
      const voiceMail = m.status === 480 && d !== undefined && d.code >= 15000 && d.code < 16000;
      const nobody = m.method !== 'REGISTER' && d !== undefined && NOBODY_CODES.has(d.code);
      const passing = nobody || (voiceMail && d.code !== 15030) || recovered(m, incident);
      const lasting =
        !passing && !voiceMail && (m.method === 'REGISTER' || (m.method === 'INVITE' && call?.result === 'failed'));
      const what = `${m.status} ${m.reason ?? ''}`.trim();
      const change = call?.transactions.find(
        (t) => t.method === 'INVITE' && t.cseq === m.cseq && t.request?.fromTag === m.fromTag && !opensCall(t),
      )?.request;
      const request = change
        ? `A change within ${callWords(call!)} (re-INVITE of ${clock(change.time)}: hold, video, sharing)`
        : call
          ? `${m.method} of ${callWords(call)}`
          : m.method === 'INVITE' && m.to
            ? `INVITE to ${clean(m.to, 80)}`
            : m.method;
      yield {
        message: `${request} was answered ${what}${d ? ` (${d.code}: ${d.reason ?? componentOf(d.code) ?? 'unknown code'})` : ', without a diagnostics header'}.`,
        subject: `${m.method} ${m.status}${d ? ` ${d.code}` : ''}`,
        about: [callKey(m.callId)],
        severity: lasting ? 'error' : passing ? 'note' : 'warning',
        evidence: evidence.proof([evidence.message(m), ...m.diagnostics.map(evidence.diagnostic)]),
        ...(lasting
          ? { noticed: m.method === 'REGISTER' ? `Sign-in failed (${what}).` : `A call failed (${what}).` }
          : voiceMail && !passing
            ? { noticed: 'Nobody answered a call, and voice mail did not take it.' }
            : change && !passing
              ? { noticed: `A change within a call failed (${what}): hold, video, sharing.` }
              : {}),
        ...(advice?.owner ? { owner: advice.owner } : {}),
        fix: advice
          ? [advice.fix]
          : [
              d
                ? `Look up ${d.code} (${componentOf(d.code) ?? 'unknown component'})${d.server ? ` on ${d.server}` : ''} at that time.`
                : 'Look at the server log of that time: the answer says no more than its number.',
            ],
      };
    }
    return 'clear';
  },
});
