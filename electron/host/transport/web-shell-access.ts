import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Why a request was refused; null when it may pass. */
export type Refusal = 'foreignHost' | 'foreignOrigin' | 'noSession';

/**
 * Who may use the web shell: the one browser that opened the printed link. The link's token works once and is traded
 * for a session cookie; every other request needs that cookie, our own host name and, for the socket, our own origin.
 */
export class WebShellAccess {
  readonly #authorities: string[];
  readonly #cookieName: string;
  readonly #session = randomBytes(32).toString('base64url');
  #token: string | null = randomBytes(32).toString('base64url');

  constructor(port: number) {
    this.#authorities = [`127.0.0.1:${port}`, `localhost:${port}`];
    // Cookies do not tell ports apart: two web shells must not share a name.
    this.#cookieName = `conclave-${port}`;
  }

  /** The link to print. */
  get link(): string {
    return `http://${this.#authorities[0]}/open?token=${this.#token}`;
  }

  /** The cookie to set when `token` is the link's, once; null for any other. */
  redeem(token: string | null): string | null {
    if (token === null || this.#token === null || !equal(token, this.#token)) return null;
    this.#token = null;
    return `${this.#cookieName}=${this.#session}; HttpOnly; SameSite=Strict; Path=/`;
  }

  /** Checks the host name: a name that an attacker points at this machine must not reach us. */
  checkHost(request: IncomingMessage): Refusal | null {
    return this.#authorities.includes(request.headers.host ?? '') ? null : 'foreignHost';
  }

  checkSession(request: IncomingMessage): Refusal | null {
    const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim().split('='));
    const session = cookies.find(([name]) => name === this.#cookieName)?.[1];
    return session !== undefined && equal(session, this.#session) ? null : 'noSession';
  }

  checkOrigin(request: IncomingMessage): Refusal | null {
    const allowed = this.#authorities.map((authority) => `http://${authority}`);
    return allowed.includes(request.headers.origin ?? '') ? null : 'foreignOrigin';
  }
}

function equal(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
