import { addressKey, nameKey } from '../src/describe.ts';
import { clearOfNames } from '../src/encrypted-dns.ts';
import * as evidence from '../src/evidence.ts';
import { leaksOf, reached, vpn } from '../src/reach.ts';
import { blockInside, excludeByAddress, serveExternalRecords } from '../src/remedies.ts';
import { defineRule, missing } from '../src/rule.ts';
import { list } from '../src/text.ts';

export default defineRule({
  id: 'exchange-internal-address',
  title: 'The client looks for Exchange at internal addresses outside the tunnel',
  severity: 'warning',
  owner: 'dns',
  needs: ['dns.exchange'],
  explainedBy: ['vpn-process-split-only', 'dns-hosts-override', 'vpn-class-route', 'vpn-dns-takeover'],
  verify:
    'Missed calls and voice mail appear in the client an hour after connecting the VPN; autodiscover resolves publicly.',
  *check(incident) {
    const asked = incident.lookups.filter((l) => l.meaning.role === 'exchange' && l.dns.answer);
    if (asked.length === 0) return missing('a DNS answer for an Exchange name (autodiscover)');
    if (vpn(incident) === undefined)
      return missing('which address is the VPN tunnel (--tunnel, or a capture that names its interfaces)');
    const lost = leaksOf(incident).filter((l) => l.server?.roles.has('exchange'));
    const failed = new Set(lost.map((l) => l.address));
    const wrong = asked.filter((l) =>
      l.addresses.some((a) => incident.isInternal(a) && (failed.has(a) || !reached(incident, a))),
    );
    if (wrong.length === 0) return clearOfNames(incident);
    const names = [...new Set(wrong.map((l) => l.dns.name))];
    const addresses = [...new Set(wrong.flatMap((l) => l.addresses.filter((a) => incident.isInternal(a))))];
    const broken = lost.length > 0;
    yield {
      message: broken
        ? `Exchange (${list(names)}) resolves to ${list(addresses)}; the client connects to ${list([...failed])} outside the tunnel: ${lost[0]!.words}.`
        : `Exchange (${list(names)}) resolves to the internal ${list(addresses)} for this VPN client; a capture of its connection to Exchange would tell whether it gets through.`,
      subject: names[0]!,
      subjects: names,
      about: [...addresses.map(addressKey), ...names.map(nameKey)],
      severity: broken ? 'error' : 'warning',
      // That other packets of the client leave outside the tunnel makes it likely that these do.
      confidence: broken
        ? lost.some((l) => l.confidence === 'certain')
          ? 'certain'
          : 'likely'
        : leaksOf(incident).length > 0
          ? 'likely'
          : 'possible',
      evidence: [
        evidence.dns(wrong[0]!.dns),
        ...wrong.slice(1).map((l) => evidence.dns(l.dns)),
        ...lost.flatMap((l) => l.evidence),
      ],
      ...(broken ? { noticed: 'The client loses Exchange: no voice mail, missed calls or calendar.' } : {}),
      fix: [...serveExternalRecords(incident, names), excludeByAddress(incident), blockInside(incident)],
    };
    return 'clear';
  },
});
