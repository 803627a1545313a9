import { addressKey, nameKey } from '../src/describe.ts';
import { clearOfNames } from '../src/encrypted-dns.ts';
import { answers, NO_DNS, noDns } from '../src/pc-names.ts';
import { leaksOf, reached, signedInInside, vpn } from '../src/reach.ts';
import { blockInside, excludeByAddress, serveExternalRecords } from '../src/remedies.ts';
import { defineRule, missing } from '../src/rule.ts';
import { list } from '../src/text.ts';

export default defineRule({
  id: 'exchange-internal-address',
  title: 'The client looks for Exchange at internal addresses outside the tunnel',
  severity: 'warning',
  owner: 'dns',
  needs: [],
  explainedBy: [
    'vpn-lan-overlap',
    'vpn-process-split-only',
    'dns-hosts-override',
    'vpn-class-route',
    'vpn-dns-takeover',
  ],
  verify:
    'Missed calls and voice mail appear in the client an hour after connecting the VPN; autodiscover resolves publicly.',
  *check(incident) {
    if (noDns(incident)) return missing(NO_DNS);
    const asked = answers(incident).filter((l) => l.role === 'exchange');
    if (asked.length === 0) return missing('a DNS answer for an Exchange name (autodiscover)');
    if (vpn(incident) === undefined)
      return missing('which address is the VPN tunnel (--tunnel, or a capture that names its interfaces)');
    const lost = leaksOf(incident).filter((l) => l.server?.roles.has('exchange'));
    const failed = new Set(lost.map((l) => l.address));
    // A client that is let in through the tunnel is meant to be inside; then only what it loses is wrong.
    const served = signedInInside(incident);
    const wrong = asked.filter((l) =>
      l.addresses.some((a) => incident.isInternal(a) && (failed.has(a) || (!served && !reached(incident, a)))),
    );
    if (wrong.length === 0) return clearOfNames(incident);
    const names = [...new Set(wrong.map((l) => l.name))];
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
      evidence: [wrong[0]!.evidence, ...wrong.slice(1).map((l) => l.evidence), ...lost.flatMap((l) => l.evidence)],
      ...(broken ? { noticed: 'The client loses Exchange: no voice mail, missed calls or calendar.' } : {}),
      fix: [...serveExternalRecords(incident, names), excludeByAddress(incident), blockInside(incident)],
    };
    return 'clear';
  },
});
