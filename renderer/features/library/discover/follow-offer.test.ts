import { expect, it } from 'vitest';
import type { Download } from '../../../../electron/contract/downloads-state.ts';
import type { Offer } from '../../../../electron/contract/hub-offers.ts';
import type { Model } from '../../../../electron/contract/models-state.ts';
import { findDownload, findInstalled } from './follow-offer.ts';

const offer = {
  key: 'Q4_K_M',
  fileNames: ['sub/a-Q4_K_M-00001-of-00002.gguf', 'sub/a-Q4_K_M-00002-of-00002.gguf'],
  installedModelId: null,
} as Offer;

function model(fields: Partial<Model>): Model {
  return { id: 'm', fileName: 'a-Q4_K_M-00001-of-00002.gguf', problem: null, source: null, ...fields } as Model;
}
const source = { repositoryId: 'o/r', revision: '', licence: null };

it('finds the model that a download has become since the offer was read', () => {
  expect(findInstalled(offer, 'o/r', { m: model({ source }) })?.id).toBe('m');
  expect(findInstalled(offer, 'o/other', { m: model({ source }) })).toBeNull();
  expect(findInstalled(offer, 'o/r', { m: model({ source: null }) })).toBeNull();
  expect(findInstalled(offer, 'o/r', { m: model({ source, problem: 'It is cut short.' }) })).toBeNull();
});

it('goes by the id that the host gave, for as long as that model is there', () => {
  const known = { ...offer, installedModelId: 'm' };
  expect(findInstalled(known, 'o/r', { m: model({}) })?.id).toBe('m');
  expect(findInstalled(known, 'o/r', {})).toBeNull();
});

it('finds a download that is not done', () => {
  const download = { id: 'd', repositoryId: 'o/r', offerKey: 'Q4_K_M', status: 'paused' } as Download;
  expect(findDownload(offer, 'o/r', { d: download })?.id).toBe('d');
  expect(findDownload(offer, 'o/r', { d: { ...download, status: 'done' } })).toBeNull();
  expect(findDownload(offer, 'o/r', { d: { ...download, offerKey: 'Q8_0' } })).toBeNull();
});
