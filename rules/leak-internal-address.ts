import { addressKey, clock, sentTo } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import { leaksOf, outside, vpn } from '../src/reach.ts';
import { blockInside, dropProcessExclusion, excludeByAddress } from '../src/remedies.ts';
import { defineRule, missing } from '../src/rule.ts';
import { fallbackOf } from '../src/sign-in.ts';
import { list } from '../src/text.ts';

export default defineRule({
  id: 'leak-internal-address',
  title: 'Packets to internal servers leave outside the tunnel and are lost',
  severity: 'error',
  owner: 'vpn',
  needs: ['capture.interface'],
  explainedBy: [
    'dns-internal-answer',
    'dns-internal-discovery',
    'vpn-process-split-only',
    'vpn-class-route',
    'dns-hosts-override',
  ],
  rises: true,
  verify: 'Capture the physical adapter during a sign-in: no packet goes to an internal SfB address there.',
  *check(incident) {
    if (vpn(incident) === undefined)
      return missing('which address is the VPN tunnel (--tunnel, or a capture that names its interfaces)');
    const faces = incident.all('capture.interface');
    if (!faces.some((f) => outside(incident, f.at.source, f.index)))
      return missing('a capture of the physical adapter');
    const leaks = leaksOf(incident).filter((l) => !l.server?.roles.has('exchange'));
    for (const source of new Set(leaks.map((l) => l.source))) {
      const here = leaks.filter((l) => l.source === source);
      const servers = [...new Set(here.map((l) => l.to))];
      const addresses = new Set(here.map((l) => l.address));
      const signIns = sentTo(incident, [...addresses]);
      const register = signIns.find((m) => m.method === 'REGISTER');
      const registrar = here.find((l) => l.server?.roles.has('registrar') || l.port === 5061);
      const took = incident.signIns
        .flatMap((s) => fallbackOf(s) ?? [])
        .find((f) => f.dead.some((d) => d.messages.some((m) => m === register)))?.took;
      yield {
        message: `${list(servers)} ${servers.length > 1 ? 'are' : 'is'} internal, but ${here[0]!.from} sends to ${servers.length > 1 ? 'them' : 'it'} outside the tunnel: ${here[0]!.words}.`,
        subject: servers[0]!,
        subjects: servers,
        about: [...addresses].map(addressKey),
        confidence: here.every((l) => l.confidence === 'likely') ? 'likely' : 'certain',
        evidence: evidence.proof([...here.flatMap((l) => l.evidence), ...signIns.map(evidence.message)]),
        ...(registrar
          ? {
              noticed: `Sign-in${register ? ` at ${clock(register.time)}` : ''} ${took === undefined ? 'hangs' : `took ${Math.round(took / 1000)} s`}: ${registrar.to} cannot be reached.`,
            }
          : { noticed: `A server that the client needs (${servers[0]}) cannot be reached.` }),
        fix: [excludeByAddress(incident), blockInside(incident), dropProcessExclusion(incident)],
      };
    }
    const tried = [...incident.all('tcp.conversation'), ...incident.all('stun.transaction')].some(
      (x) => incident.servers.has(x.server.address) && outside(incident, x.at.source, x.interface) !== undefined,
    );
    return tried ? 'clear' : missing('packets of the SfB client in the capture of the physical adapter');
  },
});
