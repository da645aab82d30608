import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

const mediaTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
};

/**
 * Nothing from elsewhere, no inline script, no eval. Inline styles stay allowed: the virtual list, the highlighter
 * and KaTeX place their rows, colours and glyphs with them.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Sent with every file of the page, in the desktop window and in the web shell alike. */
export const securityHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

export interface RendererFile {
  content: Buffer;
  mediaType: string;
}

/** Reads a file of the built page by its URL path; null for one that does not exist or lies outside. */
export async function readRendererFile(root: string, urlPath: string): Promise<RendererFile | null> {
  const relative = decodePath(urlPath === '/' ? '/index.html' : urlPath);
  if (relative === null) return null;
  const path = normalize(join(root, relative));
  if (!path.startsWith(root + sep)) return null;
  try {
    return { content: await readFile(path), mediaType: mediaTypes[extname(path)] ?? 'application/octet-stream' };
  } catch {
    return null;
  }
}

function decodePath(urlPath: string): string | null {
  try {
    const decoded = decodeURIComponent(urlPath);
    return decoded.includes('\0') ? null : decoded;
  } catch {
    return null;
  }
}
