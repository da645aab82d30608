import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { identifyFiles } from '../../electron/host/engine-jobs/job-surroundings.ts';
import { planDownload } from '../../electron/host/downloads/plan-download.ts';
import { sourceRecordName } from '../../electron/host/library/source-record.ts';
import { encodeHeader, type GgufPlan, type MetadataValue } from '../fixtures/gguf/gguf-file.ts';
import { writeEmberLevel } from '../fixtures/gguf/ember-level.ts';
import { type ModelConfig, planModel } from '../fixtures/gguf/model-plan.ts';
import { chooseTypes, fileTypes } from '../fixtures/gguf/quantization-recipe.ts';
import { startLocalHub, type LocalHub } from '../fixtures/hub/local-hub.ts';
import { startFaultProxy, type FaultProxy } from '../fixtures/hub/fault-proxy.ts';
import { embeddedModelPath } from '../fixtures/project-paths.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { waitUntil } from '../fixtures/wait-until.ts';
import { describeTransports } from './describe-transports.ts';
import { expectAppError } from './expect-app-error.ts';

const token = 'hf_aTokenForGatedModels';
const q8 = 'Ember-12M-A6M-Q8_0.gguf';

const small: ModelConfig = {
  architecture: 'qwen3moe',
  name: 'Small 1M',
  layers: 4,
  embedding: 256,
  heads: 4,
  kvHeads: 2,
  headLength: 64,
  feedForward: 256,
  vocabulary: 512,
  context: 8192,
  experts: { count: 8, used: 2, shared: 0, feedForward: 256, denseLayers: 0 },
};

/** A model in two parts, as `llama-gguf-split` cuts it: all metadata and some weights in the first. */
function splitModel(): [Buffer, Buffer] {
  const plan = planModel(small, chooseTypes('Q8_0', small), fileTypes.Q8_0);
  const part = (index: number): [string, MetadataValue][] => [
    ['split.no', { type: 'uint16', value: index }],
    ['split.count', { type: 'uint16', value: 2 }],
    ['split.tensors.count', { type: 'int32', value: plan.tensors.length }],
  ];
  return [
    encodeWhole({ metadata: new Map([...plan.metadata, ...part(0)]), tensors: plan.tensors.slice(0, 10) }),
    encodeWhole({ metadata: new Map(part(1)), tensors: plan.tensors.slice(10) }),
  ];
}

function encodeWhole(plan: GgufPlan): Buffer {
  const { header, fileBytes } = encodeHeader(plan);
  return Buffer.concat([header, Buffer.alloc(fileBytes - header.length)]);
}

describeTransports('a repository', {}, (served) => {
  const folder = makeTemporaryFolder();
  let hub: LocalHub;
  let proxy: FaultProxy;

  beforeAll(async () => {
    writeEmberLevel('F16', join(folder.path, 'f16.gguf'));
    const [first, second] = splitModel();
    const ember = { path: q8, source: embeddedModelPath };
    hub = await startLocalHub({
      users: { [token]: { name: 'ada', granted: ['conclave/Gated-GGUF'] } },
      repositories: [
        {
          id: 'conclave/Ember-GGUF',
          licence: 'mit',
          files: [
            { path: 'Ember-12M-A6M-F16.gguf', source: join(folder.path, 'f16.gguf') },
            ember,
            { path: 'mmproj-Ember-F16.gguf', source: Buffer.from('GGUF') },
            { path: 'README.md', source: Buffer.from('# Ember') },
            { path: 'imatrix.dat', source: Buffer.from('1') },
          ],
        },
        {
          id: 'conclave/Split-GGUF',
          files: [
            { path: 'Q8_0/Small-Q8_0-00001-of-00002.gguf', source: first },
            { path: 'Q8_0/Small-Q8_0-00002-of-00002.gguf', source: second },
            { path: 'Small-Q4_K_M-00001-of-00002.gguf', source: first },
          ],
        },
        { id: 'conclave/Gated-GGUF', gated: 'auto', files: [ember] },
        {
          id: 'conclave/Broken-GGUF',
          files: [
            { path: 'Odd-Q4_K_M.gguf', source: Buffer.alloc(2000, 'x') },
            { path: 'Odd-Q8_0.gguf', source: Buffer.alloc(4000, 'x') },
          ],
        },
      ],
    });
    proxy = await startFaultProxy(hub.origin);
    await served.client.settings.update({ hub: { endpoint: proxy.origin } });
  });

  afterAll(async () => {
    await proxy.close();
    await hub.close();
    folder.remove();
  });

  const describeModel = (name: string) => served.client.hub.repository({ repositoryId: `conclave/${name}-GGUF` });

  it('lists the catalogue', async () => {
    const catalog = await served.client.hub.catalog();
    expect(catalog.find(({ id }) => id === 'qwen3-30b-a3b')).toMatchObject({ kind: 'moe', experts: { routed: 128 } });
  });

  it('is told with its model, its levels and how each fits this machine', async () => {
    const repository = await describeModel('Ember');
    expect(repository).toMatchObject({
      id: 'conclave/Ember-GGUF',
      revision: hub.shelf.find('conclave/Ember-GGUF')!.commit,
      licence: 'mit',
      headerProblem: null,
      model: { architecture: 'deepseek', parameters: 12_399_872, expertCount: 8, expertUsedCount: 2 },
    });
    expect(repository.model!.activeParameters).toBeLessThan(12_399_872);
    expect(repository.offers.map(({ fileNames, kind, level }) => [fileNames, kind, level])).toEqual([
      [[q8], 'chat', 'Q8_0'],
      [['Ember-12M-A6M-F16.gguf'], 'chat', 'F16'],
      [['mmproj-Ember-F16.gguf'], 'projector', 'F16'],
    ]);
    const [ofQ8, ofF16, projector] = repository.offers;
    expect(ofQ8).toMatchObject({ advice: { family: 'legacy', qualityLoss: 'negligible' }, downloadId: null });
    expect(ofQ8!.fit).toMatchObject({
      basis: 'header',
      verdict: 'cpu',
      need: { routedExpertBytes: expect.any(Number) },
    });
    expect(ofF16!.fit!.need.routedExpertBytes / ofQ8!.fit!.need.routedExpertBytes).toBeCloseTo(16 / 8.5, 1);
    expect(projector).toMatchObject({ fit: null, recommendation: null });
    expect(repository.offers.filter(({ recommendation }) => recommendation !== null)).toHaveLength(1);
    expect(ofF16).toMatchObject({ recommendation: 'bestOnCpu', fit: { basis: 'header' } });
  });

  it('is read without its weights', async () => {
    await describeModel('Ember');
    const [sizeOfQ8, sizeOfF16] = hub.shelf.find('conclave/Ember-GGUF')!.files.map(({ sizeBytes }) => sizeBytes);
    expect(hub.sentBytes('conclave/Ember-GGUF')).toBeGreaterThan(70_000);
    expect(hub.sentBytes('conclave/Ember-GGUF')).toBeLessThan((sizeOfQ8! + sizeOfF16!) / 10);
  });

  it('is judged by the preferred level', async () => {
    await served.client.settings.update({ preferredLevel: 'Q8_0' });
    const { offers } = await describeModel('Ember');
    expect(offers.map(({ recommendation }) => recommendation)).toEqual(['preferredLevel', null, null]);
    await served.client.settings.update({ preferredLevel: 'auto' });
  });

  it('has split models as one offer, and those with missing parts as such', async () => {
    const { offers, model, headerProblem } = await describeModel('Split');
    expect({ headerProblem, name: model?.name, experts: model?.expertCount }).toEqual({
      headerProblem: null,
      name: 'Small 1M',
      experts: 8,
    });
    expect(offers.map(({ level, fileNames, problem }) => [level, fileNames.length, problem])).toEqual([
      ['Q4_K_M', 1, 'Part 2 of 2 is missing in the repository. Choose another level.'],
      ['Q8_0', 2, null],
    ]);
    const weightBytes = offers[1]!.sizeBytes;
    const { denseBytes, routedExpertBytes, sharedExpertBytes } = offers[1]!.fit!.need;
    const found = denseBytes + routedExpertBytes + sharedExpertBytes;
    expect(found).toBeGreaterThan(weightBytes * 0.95);
    expect(found).toBeLessThanOrEqual(weightBytes);
  });

  it('shows its offers where no header can be read', async () => {
    const { offers, model, headerProblem } = await describeModel('Broken');
    expect(model).toBeNull();
    expect(headerProblem).toMatch(/Odd-Q4_K_M\.gguf.*cannot be read/);
    expect(offers.map(({ level, fit, recommendation }) => [level, fit, recommendation])).toEqual([
      ['Q4_K_M', null, null],
      ['Q8_0', null, null],
    ]);
  });

  it('shows its offers where the hub asks for a token, and their fit with one', async () => {
    const before = await describeModel('Gated');
    expect(before).toMatchObject({ gated: true, model: null, offers: [{ level: 'Q8_0', fit: null }] });
    expect(before.headerProblem).toMatch(/\.$/);
    const address = { repositoryId: before.id, revision: before.revision, offerKey: before.offers[0]!.key };
    await expectAppError(served.client.hub.fit({ ...address, contextSize: null }), 'accessDenied');
    await served.client.hub.setToken({ token });
    expect(await describeModel('Gated')).toMatchObject({ headerProblem: null, offers: [{ fit: { basis: 'header' } }] });
    await served.client.hub.clearToken();
  });

  it('tells the exact fit of an offer for a context', async () => {
    const { id: repositoryId, revision, offers } = await describeModel('Ember');
    const fitOf = (index: number, contextSize: number | null) =>
      served.client.hub.fit({ repositoryId, revision, offerKey: offers[index]!.key, contextSize });
    const short = await fitOf(0, 256);
    const long = await fitOf(0, 1024);
    expect(short).toMatchObject({ basis: 'header', need: { contextSize: 256 } });
    expect(long!.need.kvBytes).toBe(short!.need.kvBytes * 4);
    expect(await fitOf(2, null)).toBeNull();
    const unknown = { repositoryId, revision, offerKey: 'no-such-offer', contextSize: null };
    await expectAppError(served.client.hub.fit(unknown), 'notFound');
    await expectAppError(served.client.hub.fit({ ...unknown, revision: 'f'.repeat(40) }), 'notFound');
  });

  it('that is not there, or cannot be reached, is an error', async () => {
    await expectAppError(describeModel('Nothing'), 'notFound');
    await proxy.setOffline(true);
    await expectAppError(describeModel('Ember'), 'offline');
    await proxy.setOffline(false);
  });

  it('knows which of its offers are installed', async () => {
    const { context, folder: data } = served.host;
    const { id: repositoryId, revision, offers } = await describeModel('Ember');
    const { key: offerKey } = offers[0]!;
    const plan = await planDownload(context.hub, { repositoryId, revision, offerKey });
    expect(plan).toMatchObject({ name: 'Ember 12M A6M', level: 'Q8_0', licence: 'mit', files: [{ path: q8 }] });
    const place = join(data.models, 'conclave', 'Ember-GGUF', offerKey);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, q8), readFileSync(embeddedModelPath));
    const files = plan.files.map(({ path, sizeBytes, sha256 }) => ({ fileName: path, sizeBytes, sha256 }));
    const record = { repositoryId, revision, offerKey, licence: plan.licence, files };
    writeFileSync(join(place, sourceRecordName), JSON.stringify(record));
    await served.client.models.refresh();
    await waitUntil('the installed model', () => context.library.findInstalled(repositoryId, offerKey) !== null);
    const again = await describeModel('Ember');
    expect(again.offers[0]!.installedModelId).toBe(context.library.findInstalled(repositoryId, offerKey));
    expect(again.offers[1]!.installedModelId).toBeNull();
    expect(again.offers.map(({ quality }) => quality)).toEqual(again.offers.map(() => null));

    const installed = context.library.get(again.offers[0]!.installedModelId!);
    const windows = [{ tokens: 20, loss: 20 * Math.log(3) }];
    const subject = { modelId: installed.id, files: identifyFiles(installed), textId: 'embedded-1' };
    context.quality.keep({ ...subject, at: 1, windows });
    const measured = await describeModel('Ember');
    expect(measured.offers[0]!.quality).toMatchObject({ at: 1, tokens: 20, reference: null });
    expect(measured.offers[0]!.quality!.perplexity).toBeCloseTo(3, 10);
    expect(measured.offers[1]!.quality).toBeNull();
  });
});
