import { addressKey, nameKey } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import { nameWords, pcNames } from '../src/pc-names.ts';
import { leaksOf, reached, vpn } from '../src/reach.ts';
import { defineRule, missing } from '../src/rule.ts';
import { list } from '../src/text.ts';

export default defineRule({
  id: 'dns-hosts-override',
  title: 'The PC’s hosts file holds internal addresses for SfB or Exchange names',
  severity: 'warning',
  owner: 'help-desk',
  needs: ['host.name'],
  rises: true,
  verify: 'Resolve-DnsName NAME, after ipconfig /flushdns, gives what the DNS server answers.',
  *check(incident) {
    const told = pcNames(incident).filter((n) => n.fact.by === 'hosts');
    if (told.length === 0)
      return incident.all('host.name').some((n) => n.by === 'hosts') ? 'clear' : missing('the hosts file of the PC');
    if (vpn(incident) === undefined && incident.host.tunnels.length === 0)
      return missing('which address is the VPN tunnel (--tunnel, or a capture that names its interfaces)');
    const wrong = told.filter((n) => n.addresses.some((a) => incident.isInternal(a) && !reached(incident, a)));
    const [first] = wrong;
    if (!first) return 'clear';
    const addresses = [...new Set(wrong.flatMap((n) => n.addresses.filter((a) => incident.isInternal(a))))];
    const names = [...new Set(wrong.map((n) => n.fact.name))];
    const lost = leaksOf(incident).some((l) => addresses.includes(l.address));
    yield {
      message: `The hosts file gives ${list(names)} the internal ${list(addresses)}, whatever DNS answers${lost ? `; the client’s packets to ${addresses.length > 1 ? 'them' : 'it'} leave outside the tunnel and are lost` : ''}.`,
      subject: first.fact.name,
      subjects: names,
      about: [...addresses.map(addressKey), ...names.map(nameKey)],
      confidence: lost ? 'certain' : 'likely',
      evidence: evidence.proof(wrong.map((n) => evidence.seen(n.fact, nameWords(n)))),
      fix: [`Take ${list(names)} out of the hosts file (as administrator), then ipconfig /flushdns.`],
    };
    return 'clear';
  },
});
