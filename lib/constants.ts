/**
 * Payload protocol identifiers assigned by IANA ("SCTP Payload Protocol Identifiers"), as numbers.
 * A PPID tells the receiving application which protocol a message carries; SCTP itself does not
 * look at it (RFC 9260 section 3.3.1).
 */
export const SCTP_PPID = Object.freeze({
  IUA: 1,
  M2UA: 2,
  M3UA: 3,
  SUA: 4,
  M2PA: 5,
  V5UA: 6,
  H248: 7,
  S1AP: 18,
  RUA: 19,
  HNBAP: 20,
  SBC_AP: 24,
  NBAP: 25,
  X2AP: 27,
  LCS_AP: 29,
  SABP: 31,
  M2AP: 43,
  M3AP: 44,
  DIAMETER: 46,
  DIAMETER_DTLS: 47,
  WEBRTC_DCEP: 50,
  WEBRTC_STRING: 51,
  WEBRTC_BINARY: 53,
  WEBRTC_STRING_EMPTY: 56,
  WEBRTC_BINARY_EMPTY: 57,
  XWAP: 58,
  NGAP: 60,
  XNAP: 61,
  F1AP: 62,
  E1AP: 64,
  NGAP_DTLS: 66,
  XNAP_DTLS: 67,
  F1AP_DTLS: 68,
  E1AP_DTLS: 69,
  E2_CP: 70,
  E2_UP: 71,
  E2_DU: 72,
  W1AP: 73,
} as const);

/**
 * Error causes of ABORT and ERROR chunks by their code (RFC 9260 section 3.3.10, RFC 5061
 * section 4.3, RFC 4895 section 4.1).
 */
export const SCTP_CAUSES: Readonly<Record<number, string>> = Object.freeze({
  1: 'Invalid Stream Identifier',
  2: 'Missing Mandatory Parameter',
  3: 'Stale Cookie',
  4: 'Out of Resource',
  5: 'Unresolvable Address',
  6: 'Unrecognized Chunk Type',
  7: 'Invalid Mandatory Parameter',
  8: 'Unrecognized Parameters',
  9: 'No User Data',
  10: 'Cookie Received While Shutting Down',
  11: 'Restart of an Association with New Addresses',
  12: 'User-Initiated Abort',
  13: 'Protocol Violation',
  160: 'Request to Delete Last Remaining IP Address',
  161: 'Operation Refused Due to Resource Shortage',
  162: 'Request to Delete Source IP Address',
  163: 'Association Aborted Due to Illegal ASCONF-ACK',
  164: 'Request Refused - No Authorization',
  261: 'Unsupported HMAC Identifier',
});

/** The name of a cause code, for humans. */
export function causeName(code: number): string {
  return SCTP_CAUSES[code] ?? `cause ${code}`;
}
