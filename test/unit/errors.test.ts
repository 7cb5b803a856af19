import { constants } from 'node:os';
import { inspect } from 'node:util';

import { expect } from 'chai';
import { describe, it } from 'mocha';

import {
  AbortError,
  badPort,
  invalidArgType,
  invalidArgValue,
  missingArgs,
  outOfRange,
  peerAbortError,
  SCTP_ERROR_CODES,
  SCTPError,
  sctpError,
  serverAlreadyListening,
  serverNotRunning,
  systemError,
} from '../../lib/errors';

const { errno } = constants;

describe('an SCTPError', () => {
  it('is an Error whose name and code tell what it is', () => {
    for (const code of SCTP_ERROR_CODES) {
      const error = sctpError(code);
      expect(error).to.be.instanceOf(Error).and.instanceOf(SCTPError);
      expect(error).to.include({ name: 'SCTPError', code });
      expect(error.message).to.match(/^[A-Z].*[^.]$/);
      expect(error.stack).to.match(/^SCTPError: /);
    }
  });

  it('has what is known of the failure, and nothing else', () => {
    const error = sctpError('ERR_SCTP_CLOSED', 'just now', {
      associationId: 7,
      address: undefined,
    });
    expect(Object.keys(error)).to.have.members(['code', 'associationId']);
    expect(error.message).to.equal('The SCTP socket is closed: just now');
    expect(error.associationId).to.equal(7);
    expect(inspect(error)).to.include('associationId: 7');
  });

  it('ends with what to do about it', () => {
    const error = sctpError('ERR_SCTP_UNSUPPORTED', 'no module', { hint: 'modprobe sctp' });
    expect(error.message).to.equal('SCTP is not available: no module. modprobe sctp');
    expect(error.hint).to.equal('modprobe sctp');
  });

  it('keeps its cause where there is one', () => {
    const cause = new Error('below');
    expect(sctpError('ERR_SCTP_CLOSED', undefined, { cause }).cause).to.equal(cause);
    expect(sctpError('ERR_SCTP_CLOSED')).not.to.have.property('cause');
  });
});

describe('an error of the system', () => {
  it('has the shape of those of net', () => {
    const where = { address: '127.0.0.1', port: 9 };
    const error = systemError(-errno.ECONNREFUSED, 'connect', where);
    expect(error).to.include({ code: 'ECONNREFUSED', errno: -errno.ECONNREFUSED, ...where });
    expect(error.syscall).to.equal('connect');
    expect(error.message).to.equal('connect ECONNREFUSED 127.0.0.1:9: connection refused');
  });

  it('sets an IPv6 address apart from its port', () => {
    const error = systemError(-errno.EADDRINUSE, 'bind', { address: '::1', port: 9 });
    expect(error.message).to.include('bind EADDRINUSE [::1]:9: ');
  });

  it('names an address that has no port', () => {
    const error = systemError(-errno.EBUSY, 'bindx', { address: '::1' });
    expect(error.message).to.include('bindx EBUSY ::1: ');
  });

  it('has a hint where something can be done, unless the caller knows better', () => {
    expect(systemError(-errno.EMSGSIZE, 'sendmsg').message).to.match(/\. .*sendBufferSize$/);
    const hint = 'try later';
    expect(systemError(-errno.EMSGSIZE, 'sendmsg', { hint }).message).to.match(/\. try later$/);
  });

  it('is told by its number where the system has no name for it', () => {
    const error = systemError(-9999, 'sendmsg');
    expect(error).to.include({ code: 'E9999', errno: -9999 });
    expect(error.message).to.equal('sendmsg E9999: unknown error');
  });
});

describe('the error of a peer that aborted', () => {
  const withReason = (abortCause: number, reason: string | Buffer): SCTPError =>
    peerAbortError({ abortCause, abortReason: Buffer.from(reason as string) });

  it('is that of a connection reset, as in net', () => {
    const error = peerAbortError({ address: '127.0.0.1', port: 9, associationId: 3 });
    expect(error).to.include({ code: 'ECONNRESET', errno: -errno.ECONNRESET, syscall: 'read' });
    expect(error).to.include({ address: '127.0.0.1', port: 9, associationId: 3 });
    expect(error.message).to.include('without a cause');
  });

  it('tells the cause by its name, and the reason as text', () => {
    const error = withReason(12, 'out of service');
    expect(error.message).to.match(/\(user.*abort.*\): out of service$/i);
    expect(error.abortCause).to.equal(12);
    expect(error.abortReason!.toString()).to.equal('out of service');
  });

  it('leaves the end of a C string out of the text', () => {
    expect(withReason(12, 'reset\0').message).to.match(/: reset$/);
  });

  it('tells a reason that is no text in hexadecimal, and a long one in part', () => {
    expect(withReason(12, Buffer.from([0, 1, 0xff])).message).to.match(/: 0x0001ff$/);
    expect(withReason(12, '\x1b[2Jcleared').message).to.match(/: 0x1b5b324a/);
    expect(withReason(12, Buffer.alloc(5000, 1)).message).to.have.length.below(300);
    expect(withReason(12, 'x'.repeat(5000)).message).to.have.length.below(300);
  });

  it('tells a cause that nobody knows by its number', () => {
    expect(withReason(4711, '').message).to.include('4711');
  });
});

describe("an error of Node's own", () => {
  const errors: [Error, string, typeof Error][] = [
    [invalidArgType('port', 'a number', 'x'), 'ERR_INVALID_ARG_TYPE', TypeError],
    [invalidArgValue('name', 'x', 'is unknown'), 'ERR_INVALID_ARG_VALUE', TypeError],
    [outOfRange('stream', '>= 0', -1), 'ERR_OUT_OF_RANGE', RangeError],
    [badPort('port', 70000), 'ERR_SOCKET_BAD_PORT', RangeError],
    [missingArgs('port', 'path'), 'ERR_MISSING_ARGS', TypeError],
    [serverNotRunning(), 'ERR_SERVER_NOT_RUNNING', Error],
    [serverAlreadyListening(), 'ERR_SERVER_ALREADY_LISTEN', Error],
  ];

  for (const [error, code, Class] of errors) {
    it(`has its class, its name and its code: ${code}`, () => {
      expect(error).to.be.instanceOf(Class).and.include({ code, name: Class.name });
      expect(error.stack).to.match(new RegExp(`^${Class.name} \\[${code}\\]: `));
    });
  }

  it('says what was received', () => {
    const received = (value: unknown): string => invalidArgType('x', 'a number', value).message;
    expect(received(null)).to.match(/Received null$/);
    expect(received(undefined)).to.match(/Received undefined$/);
    expect(received('1')).to.match(/Received type string \('1'\)$/);
    expect(received(new Date())).to.match(/Received an instance of Date$/);
    expect(received(Object.create(null))).to.match(/Received an instance of Object$/);
  });
});

describe('an AbortError', () => {
  it('is as that of Node, with what the signal says', () => {
    const reason = new Error('changed my mind');
    const error = new AbortError(AbortSignal.abort(reason));
    expect(error).to.include({ name: 'AbortError', code: 'ABORT_ERR', cause: reason });
  });
});
