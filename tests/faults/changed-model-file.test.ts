import { copyFileSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../models/app-error.ts';
import { startChat } from '../contract/describe-transports.ts';
import { startTestHost, type TestHost } from '../contract/test-host.ts';
import { type Connection, transports } from '../contract/transports.ts';
import { countQuestion, countReply } from '../fixtures/ember-replies.ts';
import { writeEmber } from '../fixtures/library-files.ts';
import { embeddedModelPath } from '../fixtures/project-paths.ts';
import { embeddedModel, say, startEngine } from '../fixtures/talking-engine.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { waitUntil } from '../fixtures/wait-until.ts';

describe('a file that changes under the engine', () => {
  it('names the file that was cut short as the cause of its end, and may be deleted', async () => {
    const folder = makeTemporaryFolder();
    const engine = startEngine({ restartDelaysMs: [1] });
    const modelPath = join(folder.path, 'mapped.gguf');
    try {
      copyFileSync(embeddedModelPath, modelPath);
      await engine.load({ ...embeddedModel, modelPath }, () => undefined);
      rmSync(modelPath);
      expect((await say(engine, { prompt: countQuestion })).answer).toBe(countReply);
      copyFileSync(embeddedModelPath, modelPath);
      await engine.load({ ...embeddedModel, modelPath }, () => undefined);
      truncateSync(modelPath, 100_000);
      const error: unknown = await say(engine, { prompt: countQuestion }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(AppError);
      const sentence =
        'The engine ended because mapped.gguf was cut short while it was loaded. The next reply loads it again.';
      expect((error as AppError).message).toBe(sentence);
      expect(engine.state.death?.message).toBe(sentence);
      const again: unknown = await engine
        .load({ ...embeddedModel, modelPath }, () => undefined)
        .catch((reason: unknown) => reason);
      expect((again as AppError).message).toMatch(/^mapped\.gguf is cut short: /);
    } finally {
      await engine.stop();
      folder.remove();
    }
  });
});

describe('a file that changes under the model in memory', () => {
  let host: TestHost;
  let connection: Connection;
  let modelPath: string;
  beforeEach(async () => {
    host = startTestHost({
      prepare: (folder) => (modelPath = writeEmber(join(folder.models, 'mapped.gguf'))),
    });
    const { library } = host.context;
    connection = await (await transports[0]!.serve(host.context)).connect();
    const find = () => library.list().find(({ path }) => path === modelPath);
    const model = await waitUntil('the model in the library', find);
    await connection.client.models.select({ modelId: model.id });
    await host.context.loader.ensureLoaded();
  });
  afterEach(async () => {
    connection.close();
    await host.close();
  });

  const countLoads = () => host.engineRequests.filter(({ type }) => type === 'load').length;

  it('is taken out of memory at once when it was cut short, with a reply that was under way', async () => {
    host.engineProcess().slowDown();
    const chat = await startChat(connection.client, countQuestion);
    await chat.waitForText(10);
    truncateSync(modelPath, 100_000);
    const reply = await chat.waitForEnd();
    expect(reply.status).toBe('interrupted');
    expect(reply.failure!.message).toMatch(/mapped\.gguf was cut short while it was loaded/);
    await waitUntil('its end in memory', () => host.context.loader.state.status === 'failed');
    expect(host.context.loader.state).toMatchObject({
      message:
        'mapped.gguf was cut short while it was loaded, so it was taken out of memory. The next reply loads it again.',
    });
    host.engineProcess().release();
    // It is not the model that is to blame.
    expect(host.context.loader.nextTry).toBeNull();
    chat.close();
  });

  it('is loaded anew by the next reply when another one took its place', async () => {
    const chat = await startChat(connection.client, countQuestion);
    expect((await chat.waitForEnd()).text).toBe(countReply);
    expect(host.context.loader.needsLoad).toBe(false);
    const loads = countLoads();
    copyFileSync(embeddedModelPath, `${modelPath}.new`);
    renameSync(`${modelPath}.new`, modelPath);
    expect(host.context.loader.needsLoad).toBe(true);
    const next = await startChat(connection.client, countQuestion);
    expect((await next.waitForEnd()).text).toBe(countReply);
    expect(countLoads()).toBe(loads + 1);
    expect(host.context.loader.needsLoad).toBe(false);
    for (const one of [chat, next]) one.close();
  });
});
