/** Exchange types (RFC 7296 3.1; RFC 2408 3.1, RFC 2409 5, draft-ietf-ipsec-isakmp-mode-cfg). */
const EXCHANGES_1: Readonly<Record<number, string>> = {
  2: 'main',
  4: 'aggressive',
  5: 'informational',
  6: 'transaction',
  32: 'quick',
};
const EXCHANGES_2: Readonly<Record<number, string>> = {
  34: 'SA_INIT',
  35: 'AUTH',
  36: 'CREATE_CHILD_SA',
  37: 'INFORMATIONAL',
};

/** Name of an exchange type; the number where it has none here. */
export function exchangeName(exchange: number, version: 1 | 2): string {
  return (version === 1 ? EXCHANGES_1 : EXCHANGES_2)[exchange] ?? String(exchange);
}

/** IKEv2 notify messages (RFC 7296 3.10.1, RFC 4555, RFC 5685, RFC 5723, RFC 6023, RFC 7383, RFC 7427, RFC 9242). */
const NOTIFIES_2: Readonly<Record<number, string>> = {
  1: 'UNSUPPORTED_CRITICAL_PAYLOAD',
  4: 'INVALID_IKE_SPI',
  5: 'INVALID_MAJOR_VERSION',
  7: 'INVALID_SYNTAX',
  9: 'INVALID_MESSAGE_ID',
  11: 'INVALID_SPI',
  14: 'NO_PROPOSAL_CHOSEN',
  17: 'INVALID_KE_PAYLOAD',
  24: 'AUTHENTICATION_FAILED',
  34: 'SINGLE_PAIR_REQUIRED',
  35: 'NO_ADDITIONAL_SAS',
  36: 'INTERNAL_ADDRESS_FAILURE',
  37: 'FAILED_CP_REQUIRED',
  38: 'TS_UNACCEPTABLE',
  39: 'INVALID_SELECTORS',
  40: 'UNACCEPTABLE_ADDRESSES',
  41: 'UNEXPECTED_NAT_DETECTED',
  43: 'TEMPORARY_FAILURE',
  44: 'CHILD_SA_NOT_FOUND',
  16384: 'INITIAL_CONTACT',
  16385: 'SET_WINDOW_SIZE',
  16386: 'ADDITIONAL_TS_POSSIBLE',
  16387: 'IPCOMP_SUPPORTED',
  16388: 'NAT_DETECTION_SOURCE_IP',
  16389: 'NAT_DETECTION_DESTINATION_IP',
  16390: 'COOKIE',
  16391: 'USE_TRANSPORT_MODE',
  16392: 'HTTP_CERT_LOOKUP_SUPPORTED',
  16393: 'REKEY_SA',
  16394: 'ESP_TFC_PADDING_NOT_SUPPORTED',
  16395: 'NON_FIRST_FRAGMENTS_ALSO',
  16396: 'MOBIKE_SUPPORTED',
  16404: 'MULTIPLE_AUTH_SUPPORTED',
  16406: 'REDIRECT_SUPPORTED',
  16407: 'REDIRECT',
  16408: 'REDIRECTED_FROM',
  16418: 'CHILDLESS_IKEV2_SUPPORTED',
  16430: 'IKEV2_FRAGMENTATION_SUPPORTED',
  16431: 'SIGNATURE_HASH_ALGORITHMS',
  16438: 'INTERMEDIATE_EXCHANGE_SUPPORTED',
};

/** ISAKMP notify messages (RFC 2408 3.14.1, RFC 2407 4.6.3, RFC 3706 5), spelled as those of IKEv2. */
const NOTIFIES_1: Readonly<Record<number, string>> = {
  1: 'INVALID_PAYLOAD_TYPE',
  2: 'DOI_NOT_SUPPORTED',
  3: 'SITUATION_NOT_SUPPORTED',
  4: 'INVALID_COOKIE',
  5: 'INVALID_MAJOR_VERSION',
  6: 'INVALID_MINOR_VERSION',
  7: 'INVALID_EXCHANGE_TYPE',
  8: 'INVALID_FLAGS',
  9: 'INVALID_MESSAGE_ID',
  10: 'INVALID_PROTOCOL_ID',
  11: 'INVALID_SPI',
  12: 'INVALID_TRANSFORM_ID',
  13: 'ATTRIBUTES_NOT_SUPPORTED',
  14: 'NO_PROPOSAL_CHOSEN',
  15: 'BAD_PROPOSAL_SYNTAX',
  16: 'PAYLOAD_MALFORMED',
  17: 'INVALID_KEY_INFORMATION',
  18: 'INVALID_ID_INFORMATION',
  19: 'INVALID_CERT_ENCODING',
  20: 'INVALID_CERTIFICATE',
  21: 'CERT_TYPE_UNSUPPORTED',
  22: 'INVALID_CERT_AUTHORITY',
  23: 'INVALID_HASH_INFORMATION',
  24: 'AUTHENTICATION_FAILED',
  25: 'INVALID_SIGNATURE',
  26: 'ADDRESS_NOTIFICATION',
  27: 'NOTIFY_SA_LIFETIME',
  28: 'CERTIFICATE_UNAVAILABLE',
  29: 'UNSUPPORTED_EXCHANGE_TYPE',
  30: 'UNEQUAL_PAYLOAD_LENGTHS',
  24576: 'RESPONDER_LIFETIME',
  24577: 'REPLAY_STATUS',
  24578: 'INITIAL_CONTACT',
  36136: 'R_U_THERE',
  36137: 'R_U_THERE_ACK',
};

/** Name of a notify message type; the number where it has none here. */
export function notifyName(type: number, two: boolean): string {
  return (two ? NOTIFIES_2 : NOTIFIES_1)[type] ?? String(type);
}

/** Vendor IDs: hexadecimal, name, and how many bytes may follow (strongSwan's isakmp_vendor.c and ike_vendor.c). */
const VENDORS: readonly (readonly [id: string, name: string, more: number])[] = [
  ['882fe56d6fd20dbc2251613b2ebe5beb', 'strongSwan', 0],
  ['09002689dfd6b712', 'XAuth', 0],
  ['afcad71368a1f1c96b8696fc77570100', 'DPD', 0],
  ['12f5f28c457168a9702d9fe274cc', 'Cisco Unity', 2],
  ['1e2b516905991c7d7c96fcbfb587e461', 'MS NT5 ISAKMPOAKLEY', 4],
  ['4048b7d56ebce88525e7de7f00d6c2d3', 'FRAGMENTATION', 4],
  ['fb1de3cdf341b7ea16b7e5be0855f120', 'MS-Negotiation Discovery Capable', 0],
  ['26244d38eddb61b3172a36e3d0cfb819', 'Vid-Initial-Contact', 0],
  ['4a131c81070358455c5728f20e95452f', 'NAT-T RFC 3947', 0],
  ['f4ed19e0c114eb516faaac0ee37daf2807b4381f', 'Check Point', 255],
  [text('CISCO-DELETE-REASON'), 'CISCO-DELETE-REASON', 0],
  [text('FLEXVPN-SUPPORTED'), 'FLEXVPN-SUPPORTED', 0],
  [text('CISCO(COPYRIGHT)&Copyright (c) 2009 Cisco Systems, Inc.'), 'Cisco', 0],
];

function text(ascii: string): string {
  return [...ascii].map((letter) => letter.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}

/** Name of a vendor ID of which [at, end) was captured and `sent` bytes were sent; undefined = not known. */
export function vendorName(bytes: Uint8Array, at: number, end: number, sent: number): string | undefined {
  for (const [id, name, more] of VENDORS) {
    const size = id.length / 2;
    if (sent < size || sent > size + more || at + size > end) continue;
    if (startsWith(bytes, at, id)) return name;
  }
  return undefined;
}

function startsWith(bytes: Uint8Array, at: number, id: string): boolean {
  for (let n = 0; n < id.length; n += 2) {
    if (bytes[at + n / 2] !== Number.parseInt(id.slice(n, n + 2), 16)) return false;
  }
  return true;
}
