import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeTemporaryFolder } from '../../../tests/fixtures/temporary-folder.ts';
import { QualityRecords } from './quality-records.ts';

const folder = makeTemporaryFolder();
afterAll(() => folder.remove());

const subject = { modelId: 'one', files: '1:10@20', textId: 'prose-1' };
const windows = [{ tokens: 511, loss: 1234.5 }];

it('keeps the newest measurement of a model over a restart, for these very files and this text', async () => {
  const path = join(folder.path, 'kept.json');
  const records = new QualityRecords(path);
  records.keep({ ...subject, at: 1, windows: [{ tokens: 1, loss: 1 }] });
  records.keep({ ...subject, at: 2, windows });
  await records.close();
  const again = new QualityRecords(path);
  expect(again.find(subject)).toEqual({ ...subject, at: 2, windows });
  expect(again.find({ ...subject, files: '1:11@30' })).toBeNull();
  expect(again.find({ ...subject, textId: 'embedded-1' })).toBeNull();
});

it('begins anew where the file is damaged', () => {
  const path = join(folder.path, 'damaged.json');
  writeFileSync(path, '[]');
  expect(new QualityRecords(path).find(subject)).toBeNull();
});
