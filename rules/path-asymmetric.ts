import { endpointText } from '../src/addresses.ts';
import { addressKey, faceWords, groupBy } from '../src/describe.ts';
import * as evidence from '../src/evidence.ts';
import { halves } from '../src/halves.ts';
import { defineRule, missing } from '../src/rule.ts';
import { list } from '../src/text.ts';

export default defineRule({
  id: 'path-asymmetric',
  title: 'Requests leave by one adapter, answers come back by another',
  severity: 'error',
  owner: 'vpn',
  needs: ['capture.interface'],
  verify: 'Capture both adapters: each connection to the server shows both directions on the same one.',
  *check(incident) {
    const faces = incident.all('capture.interface').filter((f) => f.frames > 0);
    if (!faces.some((f) => faces.some((g) => g.at.source === f.at.source && g.index !== f.index)))
      return missing('one capture of both adapters, the physical one and the tunnel’s');
    const { found, unclear } = halves(incident);
    for (const [, here] of groupBy(found, (h) => h.server.address)) {
      const { asked, answered, client, server, what } = here[0];
      const [out, back] = [asked, answered].map((x) => faceWords(incident, x.at.source, x.interface));
      const ports = [...new Set(here.map((h) => endpointText(h.server)))];
      yield {
        message: `${what} from ${endpointText(client)} to ${list(ports)} leaves by "${out}", the answer comes in by "${back}". Windows drops it there: the address it is for belongs to the other adapter.`,
        subject: server.address,
        subjects: [server.address, ...ports],
        // A call's own addresses tie it to calls only where it was their path.
        about: [
          ...new Set(here.flatMap((h) => [h.server.address, ...(h.what === 'SYN' ? [] : [h.client.address])])),
        ].map(addressKey),
        // Checks are made on every path; another pair may have done.
        severity: here.every((h) => h.what === 'STUN request') ? 'warning' : 'error',
        confidence: here.length > 1 ? 'certain' : 'likely',
        evidence: evidence.proof(
          here.flatMap((h) => [
            evidence.seen(
              h.asked,
              `${h.what} ${endpointText(h.client)} → ${endpointText(h.server)}, on "${faceWords(incident, h.asked.at.source, h.asked.interface)}"`,
            ),
            evidence.seenAt(
              h.answered,
              h.answer,
              `answer of ${endpointText(h.server)}, on "${faceWords(incident, h.answered.at.source, h.answered.interface)}"`,
            ),
          ]),
        ),
        noticed: `The connection to ${endpointText(server)} never comes up, although the server answers.`,
        fix: [
          `Give ${server.address} one way: a route into the tunnel, or an exclusion from it, that holds at this PC and at the VPN gateway alike; route print and Find-NetRoute -RemoteIPAddress ${server.address} tell the PC’s.`,
          `At the gateway, look for a route that sends ${client.address} into the tunnel although it is not a tunnel address.`,
        ],
      };
    }
    return unclear
      ? missing('which of the two adapters is the tunnel (--tunnel, or a capture that names its interfaces)')
      : 'clear';
  },
});
