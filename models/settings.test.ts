import { expect, test } from 'vitest';
import { defaultSettings, settingsPatchSchema, settingsSchema } from './settings.ts';

test('an empty or partial file counts, with defaults for the rest', () => {
  expect(settingsSchema.parse({})).toEqual(defaultSettings);
  const { sampling } = settingsSchema.parse({ sampling: { temperature: 0 } });
  expect(sampling).toEqual({ ...defaultSettings.sampling, temperature: 0 });
});

test('a patch says nothing about fields it does not name', () => {
  expect(settingsPatchSchema.parse({ sampling: { seed: 7 } })).toEqual({ sampling: { seed: 7 } });
});

test('a patch cannot set paths or unknown fields', () => {
  expect(settingsPatchSchema.safeParse({ openedModelPaths: ['/etc/passwd'] }).success).toBe(false);
  expect(settingsPatchSchema.safeParse({ selectedModelId: 'x' }).success).toBe(false);
});
