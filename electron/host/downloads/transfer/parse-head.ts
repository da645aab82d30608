import type { AnswerHead } from './range-connection.ts';

/** Reads the head of an HTTP/1.x answer; null for anything else. */
export function parseHead(text: string): (AnswerHead & { keepsAlive: boolean }) | null {
  const [statusLine = '', ...lines] = text.split('\r\n');
  const status = /^HTTP\/1\.([01]) (\d{3})(?: |$)/.exec(statusLine);
  if (!status) return null;
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const field = /^([!#$%&'*+\-.^_`|~\w]+):[ \t]*(.*?)[ \t]*$/.exec(line);
    if (!field) return null;
    const name = field[1]!.toLowerCase();
    // Two lengths that differ are how answers are smuggled past a proxy.
    if (name === 'content-length' && name in headers && headers[name] !== field[2]) return null;
    headers[name] = field[2]!;
  }
  const connection = headers['connection']?.toLowerCase() ?? '';
  const keepsAlive = status[1] === '1' ? !connection.includes('close') : connection.includes('keep-alive');
  return { status: Number(status[2]), headers, keepsAlive };
}
