/** ICEWarn in the order an engineer reads it: relay, allocation, checks, what cut the path, bandwidth policy. The same bit
 *  is a cause on one call and normal on another, so the call's outcome decides. Order and weights: Lync 2010 Resource Kit
 *  ch. 9 and published headers of good and failed calls. */
import { decodeIceWarn, type IceWarnBit } from './icewarn.ts';

/** failed = no media path at set-up; stood = a pair was nominated; unknown = the input does not tell. */
export type IceOutcome = 'failed' | 'stood' | 'unknown';

/** fault = names the cause of a failed call, or is a fault on any call; normal = good calls show it too, or this one did
 *  without; information; unconfirmed = the position of the bit is in no public table, so it accuses nobody. */
export type BitRole = 'fault' | 'normal' | 'information' | 'unconfirmed';

export interface IceWarnStep {
  readonly title: string;
  /** One sentence. */
  readonly conclusion: string;
  readonly bits: readonly (IceWarnBit & { readonly role: BitRole })[];
}

export interface IceWarnReading {
  readonly value: number;
  /** Those with bits, in reading order. */
  readonly steps: readonly IceWarnStep[];
  /** Direct, over the UDP relay, and over TCP all failed. */
  readonly noPath: boolean;
  /** In reading order. */
  readonly faults: readonly IceWarnBit[];
  /** What no table names. */
  readonly unknown: number;
}

const NO_TURN_SERVER = 0x80000;
const DIRECT = 0x20;
const UDP_RELAY = 0x80;
const TCP_RELAY = 0x200 | 0x4000000;
const TCP_ALLOCATION = 0x8 | 0x10;

/** Set together they leave no path: direct, UDP relay, and TCP relay or relay to relay. */
export const noPathLeft = (value: number): boolean =>
  (value & DIRECT) !== 0 && (value & UDP_RELAY) !== 0 && (value & TCP_RELAY) !== 0;

interface Step {
  readonly title: string;
  readonly mask: number;
  conclude(value: number, outcome: IceOutcome, noPath: boolean): string;
}

const STEPS: readonly Step[] = [
  {
    title: 'relay',
    mask: NO_TURN_SERVER | 0x1 | 0x4000 | 0x800000 | 0x2000000,
    conclude(value, outcome) {
      if (outcome === 'failed') return 'There was no relay to go round a closed direct path: the cause. Fix it first.';
      if (outcome === 'unknown') return 'No relay. If the call failed, this is the cause.';
      return (value & this.mask) === NO_TURN_SERVER
        ? 'Normal at a site without an Edge: this call found a direct path.'
        : 'This call did without; the next one that needs the relay fails.';
    },
  },
  {
    title: 'allocation',
    mask: 0x2 | 0x4 | TCP_ALLOCATION,
    conclude(value, outcome) {
      const udp = (value & (0x2 | 0x4)) !== 0;
      if ((value & TCP_ALLOCATION) !== 0)
        return udp
          ? 'Nothing gets out to the relay, neither over UDP nor over TCP.'
          : 'The relay is not reached over TCP; over UDP it may be.';
      return outcome === 'failed'
        ? 'UDP to the relay is blocked; TCP was left, so read the checks as well.'
        : 'UDP to the relay is blocked: the call may run over TCP, and sound like it.';
    },
  },
  {
    title: 'checks',
    mask: DIRECT | 0x40 | UDP_RELAY | 0x100 | TCP_RELAY,
    conclude(value, outcome, noPath) {
      if (outcome === 'stood') return 'Normal on this call: another pair was found.';
      if (noPath)
        return `No path was left: direct, UDP relay and ${(value & 0x4000000) !== 0 ? 'relay to relay' : 'TCP relay'} all failed. The path between the Edges, or to the own Edge, is closed${outcome === 'failed' ? '' : ', or the call had ended before a path was found'}.`;
      if ((value & (UDP_RELAY | 0x4000000)) === 0) return 'Good calls show these too: not the cause.';
      return outcome === 'failed'
        ? 'A path over the relay failed, but not every path: look at the other steps and at the other side.'
        : 'Normal if the call connected; a part of the cause if it did not.';
    },
  },
  {
    title: 'cut',
    mask: 0x8000000,
    conclude: () => 'A path was found and then cut: a box that inspects, or a third-party network filter on the PC.',
  },
  {
    title: 'bandwidth policy',
    mask: 0x1000 | 0x8000 | 0x10000 | 0x20000 | 0x40000,
    conclude: (value, outcome) =>
      (value & (0x8000 | 0x40000)) === 0
        ? 'Call admission control had a say; no path was taken away.'
        : outcome === 'stood'
          ? 'Call admission control took paths away; this call found another.'
          : 'Call admission control took paths away: look there if the call failed.',
  },
  {
    title: 'PC and checks themselves',
    mask: 0x400 | 0x2000 | 0x200000,
    conclude: () => 'Never normal: changed STUN messages, an overloaded PC, or too few ports.',
  },
  {
    title: 'information',
    mask: 0x100000 | 0x400000 | 0x1000000,
    conclude: () => 'No fault.',
  },
  {
    title: 'unconfirmed',
    mask: 0x800 | 0x10000000,
    conclude: () => 'No public table holds these positions: they accuse nobody.',
  },
];

function roleOf(bit: IceWarnBit, outcome: IceOutcome, noPath: boolean): BitRole {
  if (!bit.confirmed) return 'unconfirmed';
  if (bit.weight === 'info') return 'information';
  if (bit.weight === 'never') return bit.bit === NO_TURN_SERVER && outcome === 'stood' ? 'normal' : 'fault';
  if (outcome === 'stood') return 'normal';
  if (bit.weight === 'side') return outcome === 'failed' || noPath ? 'fault' : 'normal';
  // The direct path counts only where the relays failed as well.
  return noPath && (bit.bit & (DIRECT | TCP_RELAY)) !== 0 ? 'fault' : 'normal';
}

/** Which bits are normal on a call with this outcome, and which are the fault. */
export function explainIceWarn(value: number, outcome: IceOutcome): IceWarnReading {
  const { bits, unknown } = decodeIceWarn(value);
  const noPath = noPathLeft(value);
  const steps = STEPS.flatMap((step): IceWarnStep[] => {
    const here = bits.filter((b) => (b.bit & step.mask) !== 0);
    if (here.length === 0) return [];
    return [
      {
        title: step.title,
        conclusion: step.conclude(value, outcome, noPath),
        bits: here.map((b) => ({ ...b, role: roleOf(b, outcome, noPath) })),
      },
    ];
  });
  return {
    value,
    steps,
    noPath,
    faults: steps.flatMap((s) => s.bits.filter((b) => b.role === 'fault')),
    unknown,
  };
}
