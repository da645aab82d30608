import type { WebFrameMain } from 'electron';
import { pageUrl } from './app-scheme.ts';

/** Whether a message comes from our own page, and not from a frame in it or from elsewhere. */
export function isOurPage(frame: WebFrameMain | null): boolean {
  return frame !== null && frame.parent === null && frame.url.startsWith(pageUrl);
}
