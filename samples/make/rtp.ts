import { cat, u8, u16, u32 } from './bytes.ts';

export interface RtpFields {
  readonly payloadType: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
}

/** An RTP packet (RFC 3550 5.1); SRTP looks the same from outside. */
export const rtp = (fields: RtpFields, payload: Uint8Array): Buffer =>
  cat(u8(0x80), u8(fields.payloadType), u16(fields.sequence), u32(fields.timestamp), u32(fields.ssrc), payload);
