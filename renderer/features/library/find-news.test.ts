import { expect, it } from 'vitest';
import type { Download } from '../../../electron/contract/downloads-state.ts';
import { findNews } from './find-news.ts';

const running = { id: 'd', name: 'A model', status: 'running', problem: null, doneBytes: 1 } as Download;
const offline = { code: 'offline', message: 'No network.', retryAt: 1 } as const;

it.each<[string, Download | null, Download, string | null]>([
  ['a new one', null, running, 'started'],
  ['progress', running, { ...running, doneBytes: 2 }, null],
  ['a pause', running, { ...running, status: 'paused' }, null],
  ['an end', running, { ...running, status: 'done' }, 'done'],
  ['an old end', { ...running, status: 'done' }, { ...running, status: 'done' }, null],
  ['a problem', running, { ...running, status: 'waiting', problem: offline }, 'problem'],
  ['the same problem', { ...running, problem: offline }, { ...running, problem: { ...offline, retryAt: 9 } }, null],
])('%s', (_name, before, now, event) => {
  const found = findNews(before === null ? {} : { d: before }, { d: now });
  expect(found).toEqual(event === null ? [] : [{ event, name: 'A model' }]);
});
