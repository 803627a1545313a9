import { mediaFailed } from '../src/calls.ts';
import { addressKey, callKey, callsWords, groupBy, sentence } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import { ownAddress, vpnSign } from '../src/knowledge/quality-vpn.ts';
import { callIds, isPoor, labelOf, placesOf, reporter, subjectOf } from '../src/quality.ts';
import { blockInside, excludeByAddress } from '../src/remedies.ts';
import { defineRule, missing } from '../src/rule.ts';

export default defineRule({
  id: 'quality-vpn-reported',
  title: 'The quality report says that a call left over a VPN',
  severity: 'warning',
  owner: 'vpn',
  needs: ['quality.report'],
  explainedBy: [
    'ice-tunnel-selected',
    'ice-tunnel-candidate',
    'ice-relay-via-tunnel',
    'media-in-tunnel',
    'vpn-media-not-excluded',
    'vpn-exclude-shadowed',
    'vpn-full-tunnel',
  ],
  verify: "Repeat the call: the local address of its quality report is that of the Internet line, not the VPN's.",
  *check(incident) {
    const all = incident.all('quality.report');
    const place = placesOf(all);
    const told = all.flatMap((report) => {
      const sign = vpnSign(report);
      return sign ? [{ report, sign }] : [];
    });
    for (const [, here] of groupBy(told, (t) => place(t.report))) {
      const best = here.find((t) => t.sign.confidence === 'likely') ?? here[0];
      const reports = here.map((t) => t.report);
      const ids = callIds(reports);
      const calls = ids.flatMap((id) => incident.call(id) ?? []);
      const failed = reports.some((r) => r.ice === 'FAILED') || calls.some(mediaFailed);
      const poor = reports.some(isPoor);
      const address = ownAddress(best.report);
      const doubt = best.sign.confidence === 'possible';
      const subject = subjectOf(best.report);
      yield {
        message:
          `${sentence(reporter(best.report))} says ${best.sign.words}${address === undefined ? '' : ` for ${address}`} in ${callsWords(calls)}` +
          `${failed ? ', and media failed' : poor ? ', and a stream was poor' : ''}` +
          `${doubt ? '; --tunnel or a capture of its adapter would tell whether the address is that of the VPN' : ''}.`,
        subject,
        subjects: [subject, ...ids],
        about: [...(address === undefined ? [] : [addressKey(address)]), ...ids.map(callKey)],
        // A good call over the VPN may be what the site wants.
        severity: (failed || poor) && !doubt ? 'warning' : 'note',
        confidence: best.sign.confidence,
        evidence: evidence.proof(
          here.map(({ report, sign }) =>
            evidence.seen(
              report,
              `${labelOf(report)}: ${sign.words}${report.local ? `, local address ${report.local.address}` : ''}`,
            ),
          ),
        ),
        fix: [excludeByAddress(incident), blockInside(incident)],
      };
    }
    return missing(
      'which address is the VPN tunnel (--tunnel, or a capture): VPN=false in a quality report is no proof',
    );
  },
});
