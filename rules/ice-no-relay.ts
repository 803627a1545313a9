import { type Call, mediaFailed, NO_RELAY_BITS } from '../src/calls.ts';
import { callKey, callsWords, ownKeys, sentence } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import type { SdpSession, SipDiagnostic, SipMessage } from '../src/facts.ts';
import type { Incident } from '../src/incident.ts';
import { defineRule, missing } from '../src/rule.ts';

export default defineRule({
  id: 'ice-no-relay',
  title: 'The client offers no relay candidate',
  severity: 'warning',
  owner: 'uc',
  needs: ['sdp.session'],
  explainedBy: [
    'edge-unreachable',
    'edge-tls-inspected',
    'turn-auth-failed',
    'dns-record-missing',
    'dns-internal-answer',
  ],
  rises: true,
  verify: 'Repeat the call: the INVITE holds lines "typ relay" over UDP and TCP.',
  *check(incident) {
    const asked = incident
      .all('sip.message')
      .some((m) => m.mediaRelay?.type === 'response' && m.mediaRelay.relays.length > 0);
    const offers = incident.calls.flatMap((call) => {
      const session = openingOf(call);
      return session ? [{ call, session }] : [];
    });
    if (offers.length === 0) return missing('an offer or answer of this client with candidates');
    let expected = false;
    const bare: { call: Call; session: SdpSession; remote: boolean; warnings: readonly SipDiagnostic[] }[] = [];
    for (const { call, session } of offers) {
      const remote = isRemote(call, incident);
      // What the other side's header says is about its own relays.
      const warnings = call.diagnostics.filter(
        (d) => d.direction !== 'received' && ((d.media?.iceWarn ?? 0) & NO_RELAY_BITS) !== 0,
      );
      if (!remote && !asked && warnings.length === 0) continue;
      expected = true;
      const relayed = call.local.some((s) => s.media.some((m) => m.candidates.some((c) => c.type === 'relay')));
      // Two clients in one network need no relay; a gateway has no ICE.
      const stood = call.answered && !mediaFailed(call) && (call.selected.length > 0 || (!remote && !asked));
      const gateway =
        call.remote.length > 0 && call.remote.every((s) => s.media.every((m) => m.candidates.length === 0));
      if (relayed || stood || gateway) continue;
      bare.push({ call, session, remote, warnings });
    }
    const first = bare[0];
    if (first) {
      const warned = bare.some((b) => b.warnings.length > 0);
      const remote = bare.some((b) => b.remote);
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
          ...ownKeys(bare.map((b) => b.call)),
          ...relayNames(incident.all('sip.message').flatMap((m) => m.mediaRelay?.relays ?? [])),
        ],
        confidence: warned || remote ? 'certain' : 'likely',
        evidence: evidence.proof(
          bare.flatMap((b) => [
            evidence.seen(
              b.session,
              `${b.session.media.flatMap((m) => m.candidates).length} candidates, none of type relay`,
            ),
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

/** The first whole description of this client with all its candidates. A final offer holds the nominated ones only, and
 *  what a cut message lost may have been the relays. */
const openingOf = (call: Call): SdpSession | undefined =>
  call.messages.find(
    (m) =>
      m.direction === 'sent' &&
      !m.truncated &&
      m.sdp?.media.some((x) => x.candidates.some((c) => c.type === 'host')) &&
      m.sdp.media.every((x) => x.remoteCandidates.length === 0),
  )?.sdp;

interface Registrations {
  readonly places: ReadonlyMap<SipMessage, number>;
  readonly signIns: readonly SipMessage[];
  readonly remote: boolean;
}
const known = new WeakMap<Incident, Registrations>();

function registrations(incident: Incident): Registrations {
  let found = known.get(incident);
  if (!found) {
    const all = incident.all('sip.message');
    found = {
      places: new Map(all.map((m, place) => [m, place])),
      signIns: all.filter((m) => m.method === 'REGISTER' && m.status === 200),
      remote: all.some((m) => m.remoteUser),
    };
    known.set(incident, found);
  }
  return found;
}

/** Whether the user was signed in through an Edge at the time of the call: a log may span office and home. */
function isRemote(call: Call, incident: Incident): boolean {
  if (call.messages.some((m) => m.remoteUser)) return true;
  const { places, signIns, remote } = registrations(incident);
  const place = places.get(call.messages[0]!) ?? -1;
  const signIn = signIns.findLast((m) => places.get(m)! < place);
  return signIn ? signIn.remoteUser : remote;
}

const relayNames = (relays: readonly { readonly host: string }[]): string[] => [
  ...new Set(relays.map((r) => `name:${r.host.toLowerCase()}`)),
];
