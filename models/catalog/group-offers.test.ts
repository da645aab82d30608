import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupOffers, type OfferFile } from './group-offers.ts';
import { levelNames } from './quantization-levels.ts';

const file = (path: string, sizeBytes = 100): OfferFile => ({ path, sizeBytes, sha256: null });
const group = (...paths: string[]) => groupOffers(paths.map((path) => file(path)));

test('one offer per level, smallest first, and nothing but GGUF', () => {
  const offers = groupOffers([
    file('README.md'),
    file('Qwen3-30B-A3B-Q6_K.gguf', 300),
    file('Qwen3-30B-A3B-Q4_K_M.gguf', 200),
    file('imatrix.dat'),
    file('.gitattributes'),
  ]);
  expect(offers).toMatchObject([
    { key: 'Qwen3-30B-A3B-Q4_K_M', level: 'Q4_K_M', kind: 'chat', sizeBytes: 200, problem: null },
    { key: 'Qwen3-30B-A3B-Q6_K', level: 'Q6_K', kind: 'chat', sizeBytes: 300, problem: null },
  ]);
});

test('the parts of a split model are one offer, in their order, also in folders', () => {
  const [offer, ...others] = group(
    'UD-Q2_K_XL/DeepSeek-V3-0324-UD-Q2_K_XL-00002-of-00003.gguf',
    'UD-Q2_K_XL/DeepSeek-V3-0324-UD-Q2_K_XL-00003-of-00003.gguf',
    'UD-Q2_K_XL/DeepSeek-V3-0324-UD-Q2_K_XL-00001-of-00003.gguf',
  );
  expect(others).toEqual([]);
  expect(offer).toMatchObject({
    key: 'UD-Q2_K_XL--DeepSeek-V3-0324-UD-Q2_K_XL-of-00003',
    level: 'UD-Q2_K_XL',
    sizeBytes: 300,
    problem: null,
  });
  expect(offer?.files.map(({ path }) => /-(\d{5})-of/.exec(path)?.[1])).toEqual(['00001', '00002', '00003']);
});

test('missing parts are named', () => {
  expect(group('m-Q4_K_M-00001-of-00003.gguf', 'm-Q4_K_M-00003-of-00003.gguf')[0]?.problem).toBe(
    'Part 2 of 3 is missing in the repository. Choose another level.',
  );
  expect(group('m-Q4_K_M-00002-of-00004.gguf')[0]?.problem).toMatch(/^3 of 4 parts are missing/);
  expect(group('m-00001-of-00001.gguf', 'm-00007-of-00001.gguf')[0]?.problem).toMatch(/numbered wrongly/);
});

test.each([
  ['m-Q8_0.gguf-split-a', 'm-Q8_0.gguf-split-b'],
  ['m.Q8_0.gguf.part1of2', 'm.Q8_0.gguf.part2of2'],
])('pieces such as %s are shown and not taken', (...paths) => {
  expect(group(...paths)).toMatchObject([{ level: 'Q8_0', problem: expect.stringMatching(/joined by hand/) }]);
});

test.each([
  ['mmproj-model-f16.gguf', 'projector'],
  ['gemma-3-4b-it-mmproj-BF16.gguf', 'projector'],
  ['Qwen3-30B-A3B-imatrix.gguf', 'importance'],
  ['imatrix_unsloth.gguf', 'importance'],
  ['Model-imatrix-Q4_K_M.gguf', 'chat'],
  ['ggml-vocab-llama-bpe.gguf', 'vocabulary'],
  ['my-lora-f16.gguf', 'adapter'],
  ['ggml-adapter-model.gguf', 'adapter'],
  ['Explorator-7B-Q4_K_M.gguf', 'chat'],
  ['llama-lora-merged-Q4_K_M.gguf', 'chat'],
  ['nomic-embed-text-v1.5.Q8_0.gguf', 'embedding'],
  ['bge-m3-Q8_0.gguf', 'embedding'],
  ['bge-reranker-v2-m3-Q8_0.gguf', 'embedding'],
  ['Qwen3-Embedding-0.6B-f16.gguf', 'embedding'],
  ['deepseek-coder-6.7b-instruct.Q4_K_M.gguf', 'chat'],
])('%s is of the kind %s', (path, kind) => {
  expect(group(path)).toMatchObject([{ kind }]);
});

test('files of other kinds come after the chat models, whatever their size', () => {
  const offers = groupOffers([file('mmproj-f16.gguf', 1), file('m-Q4_K_M.gguf', 5)]);
  expect(offers.map(({ kind }) => kind)).toEqual(['chat', 'projector']);
});

test('levels that llama.cpp cannot load are marked', () => {
  expect(group('m-IQ4_KS.gguf')[0]?.problem).toMatch(/ik_llama/);
  expect(group('m-IQ2_K_R4-00001-of-00001.gguf')[0]?.problem).toMatch(/ik_llama/);
  expect(group('m-Q4_0_4_4.gguf')[0]?.problem).toMatch(/no longer reads/);
  expect(group('m-IQ4_XS.gguf')[0]?.problem).toBeNull();
});

test('a split model and the same in one file are two offers', () => {
  const keys = group('m-Q8_0.gguf', 'm-Q8_0-00001-of-00002.gguf', 'm-Q8_0-00002-of-00002.gguf').map(({ key }) => key);
  expect(keys).toEqual(['m-Q8_0', 'm-Q8_0-of-00002']);
});

const name = fc.oneof(
  fc.constantFrom('Qwen3-30B-A3B', 'mixtral-8x7b-v0.1', 'mmproj', 'CON', 'nul.x', '..', 'Ä b', 'a--b', 'A', 'a'),
  fc.string({ minLength: 1, maxLength: 12 }).map((text) => text.replace(/[\\/]/g, '')),
);
const path = fc
  .tuple(
    fc.option(name, { nil: undefined }),
    name,
    fc.constantFrom('', ...levelNames),
    fc.constantFrom('', '-00001-of-00002', '-00002-of-00002', '-00003-of-00004'),
    fc.constantFrom('.gguf', '.GGUF', '.gguf-split-a', '.gguf.part2of2', '.md', '.dat'),
  )
  .map(
    ([folder, model, level, part, end]) => `${folder === undefined ? '' : `${folder}/`}${model}-${level}${part}${end}`,
  );
const listing = fc.uniqueArray(path, { maxLength: 14 }).map((paths) => paths.map((one, index) => file(one, index)));

test('every GGUF file is in exactly one offer, and no other file in any', () => {
  fc.assert(
    fc.property(listing, (files) => {
      const grouped = groupOffers(files).flatMap((offer) => offer.files.map((one) => one.path));
      expect(grouped.toSorted()).toEqual(
        files
          .map((one) => one.path)
          .filter((one) => /\.gguf($|-split|\.part)/i.test(one))
          .toSorted(),
      );
    }),
  );
});

test('the order of the list does not matter, nor does a file named twice', () => {
  fc.assert(
    fc.property(
      listing.chain((files) => fc.tuple(fc.constant(files), fc.shuffledSubarray(files, { minLength: files.length }))),
      ([files, shuffled]) => {
        expect(groupOffers(shuffled)).toEqual(groupOffers(files));
        expect(groupOffers([...files, ...files])).toEqual(groupOffers(files));
      },
    ),
  );
});

test('grouping what was grouped changes nothing', () => {
  fc.assert(
    fc.property(listing, (files) => {
      const offers = groupOffers(files);
      expect(groupOffers(offers.flatMap((offer) => offer.files))).toEqual(offers);
    }),
  );
});

test('keys are folders that can live side by side on every system', () => {
  fc.assert(
    fc.property(listing, (files) => {
      const keys = groupOffers(files).map(({ key }) => key);
      expect(new Set(keys.map((key) => key.toLowerCase())).size).toBe(keys.length);
      for (const key of keys) {
        expect(key).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,79}$/);
        expect(key).not.toMatch(/\.$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
      }
    }),
    { numRuns: 500 },
  );
});
