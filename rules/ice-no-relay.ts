import type { Call } from '../src/calls.ts';
import { callKey, callsWords, sentence } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import type { SdpSession, SipDiagnostic } from '../src/facts.ts';
import { defineRule, missing } from '../src/rule.ts';

/** ICEWarn: TURN unreachable, credentials unknown, no TURN server configured or resolved. */
const NO_RELAY_BITS = 0x1 | 0x4000 | 0x80000;

export default defineRule({
  id: 'ice-no-relay',
  title: 'The client offers no relay candidate',
  severity: 'warning',
  owner: 'uc',
  needs: ['sdp.session'],
  explainedBy: ['edge-unreachable', 'turn-auth-failed', 'dns-record-missing', 'dns-internal-answer'],
  rises: true,
  verify: 'Repeat the call: the INVITE holds lines "typ relay" over UDP and TCP.',
  *check(incident) {
    const remote = incident.all('sip.message').some((m) => m.remoteUser);
    const asked = incident
      .all('sip.message')
      .some((m) => m.mediaRelay?.type === 'response' && m.mediaRelay.relays.length > 0);
    const offers = incident.calls.filter((c) =>
      c.local.some((s) => s.media.some((m) => m.candidates.some((x) => x.type === 'host'))),
    );
    if (offers.length === 0) return missing('an offer or answer of this client with candidates');
    let expected = false;
    const bare: { call: Call; session: SdpSession; warnings: readonly SipDiagnostic[] }[] = [];
    for (const call of offers) {
      // What the other side's header says is about its own relays.
      const warnings = call.diagnostics.filter(
        (d) => d.direction !== 'received' && ((d.media?.iceWarn ?? 0) & NO_RELAY_BITS) !== 0,
      );
      if (!remote && !asked && warnings.length === 0) continue;
      expected = true;
      const session = call.local.find((s) => s.media.some((m) => m.candidates.length > 0))!;
      const relayed = call.local.some((s) => s.media.some((m) => m.candidates.some((c) => c.type === 'relay')));
      // Two clients in one network need no relay, and the one nominated pair is all that a final offer holds.
      if (relayed || (call.result === 'connected' && call.selected.length > 0)) continue;
      bare.push({ call, session, warnings });
    }
    const first = bare[0];
    if (first) {
      const warned = bare.some((b) => b.warnings.length > 0);
      const why = warned
        ? 'ICEWarn says that no relay could be had'
        : remote
          ? 'the user is remote'
          : 'MRAS named a relay';
      yield {
        message: `${sentence(callsWords(bare.map((b) => b.call)))} ${bare.length > 1 ? 'were' : 'was'} offered without a relay candidate although ${why}.`,
        subject: first.call.id,
        subjects: bare.map((b) => b.call.id),
        about: [
          ...bare.map((b) => callKey(b.call.id)),
          ...relayNames(incident.all('sip.message').flatMap((m) => m.mediaRelay?.relays ?? [])),
        ],
        confidence: warned || remote ? 'certain' : 'likely',
        evidence: evidence.proof(
          bare.flatMap((b) => [
            evidence.seen(b.session, `${b.session.media[0]?.candidates.length ?? 0} candidates, none of type relay`),
            ...b.warnings.map(evidence.diagnostic),
          ]),
        ),
        fix: [
          'Check that the client reaches the A/V Edge on UDP 3478 and TCP 443, and that its name resolves to the public address.',
          'Check that the pool has an A/V Edge assigned and that MRAS hands out credentials (the SERVICE request of the log).',
        ],
      };
    }
    return expected
      ? 'clear'
      : missing('whether relays were to be expected (a remote sign-in, an MRAS answer or ICEWarn)');
  },
});

const relayNames = (relays: readonly { readonly host: string }[]): string[] => [
  ...new Set(relays.map((r) => `name:${r.host.toLowerCase()}`)),
];
