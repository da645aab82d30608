import { connect as connectPlain, isIP, type Socket, type TcpNetConnectOpts } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type AnswerReceiver, type RangeConnection, UnusualAnswer } from './range-connection.ts';
import { parseHead } from './parse-head.ts';

const maxHeadBytes = 65_536;
const connectMs = 30_000;

/**
 * HTTP/1.1 GET over a socket that is read straight into the caller's buffers. General clients copy and allocate for
 * each piece of a body and reach half of curl's speed; this one knows bodies with a Content-Length, and no others.
 */
export class DirectConnection implements RangeConnection {
  readonly #scratch = Buffer.allocUnsafeSlow(maxHeadBytes);
  #socket: Socket | null = null;
  #origin = '';
  #receiver: AnswerReceiver | null = null;
  #headBytes = 0;
  #bodyLeft: number | null = null;
  #keep = true;
  #paused = false;

  get(url: URL, headers: Record<string, string>, receiver: AnswerReceiver): void {
    this.#receiver = receiver;
    this.#headBytes = 0;
    this.#bodyLeft = null;
    if (!this.#socket || this.#socket.destroyed || this.#origin !== url.origin || !this.#keep) this.#connect(url);
    this.#keep = true;
    if (this.#paused) this.resume();
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    this.#socket!.write(`GET ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\n${lines.join('')}\r\n`);
  }

  pause(): void {
    this.#paused = true;
    this.#socket?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#socket?.resume();
  }

  destroy(): void {
    this.#receiver = null;
    this.#socket?.destroy();
    this.#socket = null;
  }

  #connect(url: URL): void {
    this.#socket?.destroy();
    this.#origin = url.origin;
    const secure = url.protocol === 'https:';
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const options: TcpNetConnectOpts = {
      host,
      port: Number(url.port || (secure ? 443 : 80)),
      // The next piece goes into the buffer that the receiver names then.
      onread: { buffer: () => this.#target(), callback: (count) => this.#read(count) },
    };
    const socket = secure
      ? connectTls({ ...options, ALPNProtocols: ['http/1.1'], ...(isIP(host) ? {} : { servername: host }) })
      : connectPlain(options);
    this.#socket = socket;
    socket.setNoDelay();
    socket.setTimeout(connectMs, () => socket.destroy(withCode('The server does not answer.', 'ETIMEDOUT')));
    socket.once(secure ? 'secureConnect' : 'connect', () => socket.setTimeout(0));
    socket.on('error', (error) => this.#fail(socket, error));
    socket.on('close', () => this.#fail(socket, withCode('The connection ended too early.', 'ECONNRESET')));
    socket.on('end', () => this.#fail(socket, withCode('The connection ended too early.', 'ECONNRESET')));
  }

  #target(): Buffer {
    if (!this.#receiver || this.#bodyLeft === null) return this.#scratch.subarray(this.#headBytes % maxHeadBytes);
    const target = this.#receiver.target();
    return target.length > this.#bodyLeft ? target.subarray(0, this.#bodyLeft) : target;
  }

  /** False stops reading. */
  #read(count: number): boolean {
    if (!this.#receiver) {
      // Bytes that nobody asked for: whatever comes on this connection cannot be trusted to be in step.
      this.#socket?.destroy();
      return false;
    }
    if (this.#bodyLeft === null) this.#readHead(count);
    else this.#takeBody(count);
    return !this.#paused;
  }

  #readHead(count: number): void {
    const from = Math.max(0, this.#headBytes - 3);
    this.#headBytes += count;
    const end = this.#scratch.subarray(0, this.#headBytes).indexOf('\r\n\r\n', from);
    if (end < 0) {
      if (this.#headBytes >= maxHeadBytes) this.#refuse(new Error('The head of the answer is too long.'));
      return;
    }
    const head = parseHead(this.#scratch.toString('latin1', 0, end));
    if (!head) return this.#refuse(new Error('The server does not speak HTTP.'));
    const receiver = this.#receiver!;
    const { headers } = head;
    // Such as 103 Early Hints, with the answer to follow.
    if (head.status < 200) return this.#refuse(new UnusualAnswer('The answer has two heads.'));
    if (head.status < 300) {
      const length = headers['content-length'];
      if (headers['transfer-encoding'] !== undefined || length === undefined || !/^\d{1,15}$/.test(length)) {
        return this.#refuse(new UnusualAnswer('The answer has no length.'));
      }
      this.#keep = head.keepsAlive;
    }
    if (!receiver.onHead(head)) return this.destroy();
    this.#bodyLeft = Number(headers['content-length'] ?? 0);
    this.#takeRest(end + 4);
  }

  /** Hands over the beginning of the body, which came with the head. */
  #takeRest(bodyStart: number): void {
    let rest = this.#scratch.subarray(bodyStart, Math.min(this.#headBytes, bodyStart + this.#bodyLeft!));
    const surplus = this.#headBytes - bodyStart - rest.length;
    if (surplus > 0) this.#keep = false;
    while (rest.length && this.#receiver) {
      const copied = rest.copy(this.#receiver.target());
      rest = rest.subarray(copied);
      this.#takeBody(copied);
    }
    if (this.#bodyLeft === 0 && this.#receiver) this.#end();
  }

  #takeBody(count: number): void {
    this.#bodyLeft! -= count;
    if (!this.#receiver!.onBytes(count)) return this.destroy();
    if (this.#bodyLeft === 0) this.#end();
  }

  #end(): void {
    const receiver = this.#receiver;
    this.#receiver = null;
    this.#headBytes = 0;
    this.#bodyLeft = null;
    if (!this.#keep) {
      this.#socket?.destroy();
      this.#socket = null;
    }
    receiver?.onEnd();
  }

  #refuse(error: Error): void {
    const receiver = this.#receiver;
    this.destroy();
    receiver?.onError(error);
  }

  #fail(socket: Socket, error: Error): void {
    socket.destroy();
    if (this.#socket !== socket) return;
    const receiver = this.#receiver;
    this.#receiver = null;
    this.#socket = null;
    receiver?.onError(error);
  }
}

function withCode(message: string, code: string): Error {
  return Object.assign(new Error(message), { code });
}
