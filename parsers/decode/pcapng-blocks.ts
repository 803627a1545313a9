/** The blocks of a pcapng file by their type numbers. */

// Block types, draft-ietf-opsawg-pcapng 11.1.
export const SECTION = 0x0a0d0d0a;
export const INTERFACE = 1;
export const PACKET = 2;
export const SIMPLE_PACKET = 3;
export const ENHANCED_PACKET = 6;

/** A block that writers of captures use. */
export function isKnown(type: number): boolean {
  return (type >= INTERFACE && type <= 0xa) || isNumbered(type);
}

/** Blocks without a packet that Wireshark numbers: systemd journal entries, Sysdig events, custom blocks. */
export function isNumbered(type: number): boolean {
  switch (type) {
    case 0x9:
    case 0x204:
    case 0x208:
    case 0x216:
    case 0x217:
    case 0x221:
    case 0x222:
    case 0xbad:
    case 0x40000bad:
      return true;
    default:
      return false;
  }
}

/** Smallest possible length of a block. */
export function minimum(type: number): number {
  switch (type) {
    case SECTION:
      return 28;
    case INTERFACE:
      return 20;
    case ENHANCED_PACKET:
    case PACKET:
      return 32;
    case SIMPLE_PACKET:
      return 16;
    default:
      return 12;
  }
}
