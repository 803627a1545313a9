/** A sign-in as the report lists it. */
import { endpointText } from './addresses.ts';
import { stamp } from './evidence.ts';
import type { SignInLine } from './report.ts';
import type { SignIn } from './sign-in.ts';
import { clean } from './text.ts';

const seconds = (ms: number): number => Math.round(ms / 100) / 10;

export function signInLine(s: SignIn): SignInLine {
  const start = stamp(s.start, 'local');
  const end = stamp(s.end, 'local');
  return {
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    kind: s.kind,
    ...(s.registrar ? { registrar: endpointText(s.registrar) } : {}),
    ...(s.local ? { local: endpointText(s.local) } : {}),
    result: s.result,
    way: s.way,
    ...(s.start !== undefined && s.end !== undefined && s.end >= s.start ? { seconds: seconds(s.end - s.start) } : {}),
    ...(s.failed.length === 0 ? {} : { failedBefore: s.failed.length }),
    challenges: s.challenges,
    ...(s.answer?.status === undefined ? {} : { status: s.answer.status }),
    ...(s.answer?.reason === undefined ? {} : { reason: clean(s.answer.reason, 60) }),
    diagnostics: s.diagnostics.map((d) => d.code),
    ...(s.subnet === undefined ? {} : { subnet: clean(s.subnet, 60) }),
    ...(s.mediaLocation === undefined ? {} : { mediaLocation: clean(s.mediaLocation, 40) }),
    ...(s.relays
      ? {
          mediaRelay: {
            ...(s.relays.location === undefined ? {} : { location: clean(s.relays.location, 40) }),
            hosts: [...new Set(s.relays.relays.map((r) => clean(r.host)))].slice(0, 8),
          },
        }
      : {}),
  };
}
