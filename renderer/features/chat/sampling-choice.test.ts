import { expect, it } from 'vitest';
import { defaultSettings } from '../../../models/settings.ts';
import { applyChoice, listChanged, withoutField } from './sampling-choice.ts';

it('counts what is chosen, null included: it stands for no seed', () => {
  expect([...listChanged(null)]).toEqual([]);
  expect([...listChanged({ temperature: 0.2, seed: null })]).toEqual(['temperature', 'seed']);
});

it('follows the settings once nothing is left', () => {
  expect(withoutField({ temperature: 0.2, seed: 7 }, 'seed')).toEqual({ temperature: 0.2 });
  expect(withoutField({ temperature: 0.2 }, 'temperature')).toBeNull();
  expect(withoutField(null, 'topK')).toBeNull();
});

it('takes the settings where nothing is chosen', () => {
  const { sampling } = defaultSettings;
  expect(applyChoice(sampling, null)).toEqual(sampling);
  expect(applyChoice({ ...sampling, seed: 7 }, { topK: 1, seed: null })).toEqual({ ...sampling, topK: 1, seed: null });
});
