import { expect } from 'chai';
import { it } from 'mocha';

import type { SCTPEndpoint, SCTPEngine, SCTPSendOptions, SCTPSocket } from '../../lib/index';
import { message } from './events';
import { connectedPair, type Pair, type PairOptions } from './pair';

/** A message of a contract, of so many bytes where it has no text. */
export interface Probe {
  readonly payload: string | number;
  readonly stream: number;
  readonly ppid: number;
}

/** What one feature is shown by, to whoever has agreed on it. */
interface Contract {
  readonly category: string;
  /** What the server sees of the client, where the client sends. */
  readonly probes: readonly Probe[];
}

const text = (payload: string, stream: number, ppid: number): Probe => ({ payload, stream, ppid });
const bytes = (payload: number, stream: number, ppid: number): Probe => ({ payload, stream, ppid });

function of<Ids extends Record<string, readonly Probe[]>>(category: string, ids: Ids) {
  const entries = Object.entries(ids).map(([id, probes]) => [id, { category, probes }]);
  return Object.fromEntries(entries) as Record<keyof Ids, Contract>;
}

/** The Go fork's feature contracts: by their ids, what is sent to show each, by whomever. */
export const contracts = {
  ...of('endpoint', {
    socket_create: [],
    bind_listen_connect: [text('bind-listen-connect', 0, 1)],
  }),
  ...of('messaging', {
    single_message_boundary: [text('single-boundary', 1, 11)],
    multi_message_boundary: [text('alpha', 1, 100), text('beta', 1, 101)],
    stream_id: [text('stream-check', 7, 21)],
    unordered_delivery: [text('unordered-check', 12, 1201)],
  }),
  ...of('metadata', {
    ppid: [text('ppid-check', 2, 424242)],
    default_sndinfo_recvrcvinfo: [text('default-sndinfo', 9, 901)],
    recvnxtinfo: [text('nxt-first', 10, 1001), text('nxt-second', 11, 1002)],
  }),
  ...of('socket_option', {
    nodelay: [text('nodelay-check', 3, 31)],
    initmsg: [text('initmsg-check', 4, 41)],
    rto_assoc_parameters: [text('rtoinfo-check', 4, 42)],
    delayed_sack_tuning: [text('delayed-sack-check', 4, 43)],
    max_burst_tuning: [text('max-burst-check', 4, 44)],
    autoclose: [],
  }),
  ...of('fragmentation', {
    large_message_reassembly: [bytes(131_072, 24, 2401)],
    maxseg_fragmentation: [bytes(65_536, 24, 2402)],
  }),
  ...of('events', {
    notifications: [text('server-notify', 5, 51)],
    event_subscription_matrix: [text('server-event-matrix', 5, 52)],
    association_shutdown_notifications: [text('server-shutdown-notify', 5, 53)],
  }),
  ...of('notifications', {
    peer_addr_change_notifications: [text('peer-addr-change', 14, 1401)],
    partial_delivery_event: [bytes(1_048_576, 25, 2501)],
  }),
  ...of('multihoming', {
    multi_bind: [text('multi-bind-check', 6, 61)],
    local_addr_enum: [text('local-addr-enum', 0, 71)],
    peer_addr_enum: [text('peer-addr-enum', 0, 72)],
    bindx_add_remove: [text('bindx-check', 13, 1301)],
    primary_addr_management: [text('primary-addr-check', 14, 1401)],
    peer_primary_addr_request: [text('peer-primary-check', 14, 1402)],
    asconf_add_remove: [text('asconf-add-remove', 23, 2301)],
  }),
  ...of('association', {
    peeloff_assoc: [text('peeloff-check', 15, 1501)],
    assoc_id_listing: [text('assoc-id-list', 15, 1502)],
    one_to_many_multi_assoc: [text('otm-one', 1, 101), text('otm-two', 2, 102)],
  }),
  ...of('introspection', {
    assoc_status_opt_info: [text('assoc-status', 0, 81)],
  }),
  ...of('reconfiguration', {
    stream_reconfig_reset: [text('stream-reset-ack', 16, 1601)],
    stream_reconfig_add_streams: [text('stream-add-ack', 16, 1602)],
  }),
  ...of('reliability', {
    pr_sctp_ttl: [bytes(32_768, 17, 1701), text('pr-sctp-ttl', 17, 1702)],
    pr_sctp_rtx: [bytes(32_768, 17, 1703), text('pr-sctp-rtx', 17, 1704)],
  }),
  ...of('authentication', {
    auth_required_chunks: [text('auth-required-chunks', 22, 2201)],
    auth_key_rotation: [text('auth-key-rotation', 22, 2202)],
  }),
  ...of('scheduler', {
    stream_scheduler_policy: [text('stream-scheduler-policy', 20, 2001)],
    stream_scheduler_value: [text('stream-scheduler-value', 21, 2101)],
  }),
  ...of('messaging', {
    idata_interleaving: [
      bytes(65_536, 18, 1801),
      text('idata-first', 19, 1802),
      text('idata-second', 19, 1803),
    ],
  }),
  ...of('error_path', { negative_connect_error: [] }),
};

export type ContractId = keyof typeof contracts;

/** A contract's test, titled by its id, with what the contract has sent. */
export function itKeeps(
  id: ContractId,
  test: (this: Mocha.Context, ...probes: Probe[]) => Promise<void>,
): void {
  it(id, async function () {
    await test.call(this, ...contracts[id].probes);
  });
}

const streams = { outboundStreams: 32, maxInboundStreams: 32 };

/** A pair as contracts have it: with 32 streams either way. */
export function contractingPair(
  engine: SCTPEngine,
  { server, client, ...rest }: PairOptions = {},
): Promise<Pair> {
  const sides = { server: { ...streams, ...server }, client: { ...streams, ...client } };
  return connectedPair(engine, { ...rest, ...sides });
}

export function dataOf({ payload }: Probe): Buffer {
  return typeof payload === 'string' ? Buffer.from(payload) : Buffer.alloc(payload, 'x');
}

export function send(from: SCTPSocket, probe: Probe, options: SCTPSendOptions = {}): Promise<void> {
  const { stream, ppid } = probe;
  return from.send(dataOf(probe), { ...options, stream, ppid });
}

/** Sees that the next messages are these. */
export async function expectNext(at: SCTPSocket | SCTPEndpoint, ...probes: Probe[]): Promise<void> {
  for (const probe of probes) {
    const { data, stream, ppid, complete } = await message(at);
    const { payload } = probe;
    expect({ stream, ppid, complete }).to.deep.equal({ ...place(probe), complete: true });
    if (typeof payload === 'string') expect(data.toString()).to.equal(payload);
    expect(data.equals(dataOf(probe))).to.equal(true);
  }
}

/** Sees that what one side sends is what the other gets. */
export async function expectToPass(
  from: SCTPSocket,
  to: SCTPSocket | SCTPEndpoint,
  ...probes: Probe[]
): Promise<void> {
  for (const probe of probes) void send(from, probe);
  await expectNext(to, ...probes);
}

export function place({ stream, ppid }: Probe): { stream: number; ppid: number } {
  return { stream, ppid };
}
