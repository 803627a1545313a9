import { endpointText } from '../src/addresses.ts';
import { mediaFailed } from '../src/calls.ts';
import { addressKey, callKey, callsWords, groupBy, ownKeys, sentence } from '../src/describe.ts';
import { writerOf } from '../src/dialogs.ts';
import { edgeTrials } from '../src/edge.ts';
import * as evidence from '../src/evidence.ts';
import { inspectorOf } from '../src/knowledge/inspectors.ts';
import { defineRule, missing } from '../src/rule.ts';
import { clean } from '../src/text.ts';
import { answererOf, strangeAnswer } from '../src/tls-answers.ts';

/** ICEWarn pseudoTLSFailure (Lync 2010 Resource Kit ch. 9). */
const PSEUDO_TLS = 0x800000;

const fix = (to: string): readonly [string, string] => [
  `Exempt ${to} from TLS inspection and proxies: what the client speaks there is TURN behind a canned TLS hello ([MS-TURN] over TCP), which no inspection can follow.`,
  'If nothing inspects there, check that the address and port are those of the A/V Edge service and not of another one.',
];

export default defineRule({
  id: 'edge-tls-inspected',
  title: 'Something on the way answers for the A/V Edge on TCP 443',
  severity: 'error',
  owner: 'network',
  needs: ['source.summary'],
  rises: true,
  verify:
    'Capture the start of a call: the TLS hello to the A/V Edge is answered by its canned ServerHello, and TURN follows.',
  *check(incident) {
    const tcp = incident.all('tcp.conversation');
    for (const [to, here] of groupBy(tcp.filter(strangeAnswer), (c) => endpointText(c.server))) {
      const c = here[0];
      const told = here.some((x) => answererOf(x).length > 0);
      yield {
        message: `${to} answered the client’s TURN over TCP with ${strangeAnswer(c)}, not as an A/V Edge does: a box on the way inspects TLS, or it is another service.`,
        subject: c.server.address,
        about: [...new Set(here.flatMap((x) => [x.server.address, x.client.address]))].map(addressKey),
        // Where UDP does, nothing failed yet.
        severity: edgeTrials(incident).some((t) => t.address === c.server.address && t.udpAnswered)
          ? 'warning'
          : 'error',
        confidence: told ? 'certain' : 'likely',
        evidence: evidence.proof(
          here.flatMap((x) => [
            evidence.seen(x, `TURN over TCP to ${to}, answered with ${strangeAnswer(x)}`),
            ...answererOf(x),
          ]),
        ),
        noticed: 'Calls find no relay over TCP.',
        fix: fix(to),
      };
    }
    const warned = incident.all('sip.diagnostic').filter((d) => ((d.media?.iceWarn ?? 0) & PSEUDO_TLS) !== 0);
    for (const [side, here] of groupBy(warned, writerOf)) {
      const calls = [...new Set(here.flatMap((d) => d.callId ?? []))].flatMap((id) => incident.call(id) ?? []);
      yield {
        message: `${sentence(callsWords(calls))}: ICEWarn of ${side} has 0x800000, pseudo-TLS to the A/V Edge failed: a proxy or firewall inspects TCP 443 on the way.`,
        subject: `ICEWarn of ${side}`,
        subjects: [`ICEWarn of ${side}`, ...calls.map((c) => c.id)],
        about: [...calls.map((c) => callKey(c.id)), ...ownKeys(calls)],
        severity: calls.some(mediaFailed) ? 'error' : 'warning',
        confidence: 'likely',
        evidence: evidence.proof(here.map(evidence.diagnostic)),
        fix: fix('the A/V Edge'),
      };
    }
    for (const c of tcp) {
      const inspector =
        c.certificate && incident.servers.has(c.server.address) ? inspectorOf(c.certificate) : undefined;
      if (!inspector || strangeAnswer(c)) continue;
      yield {
        message: `The certificate that ${endpointText(c.server)} showed for ${clean(c.serverName ?? c.certificate!.subject, 80)} names ${inspector} as its issuer: TLS to it may be inspected. Compare it with the site’s own certificate.`,
        subject: c.server.address,
        about: [addressKey(c.server.address)],
        severity: 'warning',
        confidence: 'possible',
        evidence: evidence.proof(answererOf(c)),
        fix: [`Exempt ${c.server.address} from TLS inspection.`],
      };
    }
    const told =
      tcp.some((c) => c.reply === 'pseudo-tls') ||
      incident.all('sip.diagnostic').some((d) => d.media?.iceWarn !== undefined);
    return told ? 'clear' : missing('the answer to TURN over TCP 443 (capture), or a diagnostics header with ICEWarn');
  },
});
