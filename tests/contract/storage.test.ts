import { DatabaseSync } from '@photostructure/sqlite';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countQuestion, countReply } from '../fixtures/ember-replies.ts';
import { canMountSmallDisk, SmallDisk } from '../fixtures/small-disk.ts';
import { makeTemporaryFolder } from '../fixtures/temporary-folder.ts';
import { waitUntil } from '../fixtures/wait-until.ts';
import { AppFollower } from './app-follower.ts';
import { ChatFollower } from './chat-follower.ts';
import { startChat } from './describe-transports.ts';
import { expectAppError } from './expect-app-error.ts';
import { startTestHost, type TestHost } from './test-host.ts';
import { transports, type Client } from './transports.ts';

/** A host in a folder that another one may have used before, and a page that looks at it. */
async function open(
  root: string,
): Promise<{ host: TestHost; client: Client; app: AppFollower; close(): Promise<void> }> {
  const host = startTestHost({ root });
  const transport = await transports[0]!.serve(host.context);
  const { client, close } = await transport.connect();
  const app = new AppFollower(client);
  await waitUntil('the state of the app', () => app.latest('conversations'));
  return {
    host,
    client,
    app,
    close: async () => {
      close();
      await host.close();
    },
  };
}

/** Has one conversation written into a folder by a host that ends in good order. Returns its id. */
async function writeConversation(root: string): Promise<string> {
  const opened = await open(root);
  const chat = await startChat(opened.client, countQuestion);
  expect((await chat.waitForEnd()).text).toBe(countReply);
  await opened.close();
  return chat.conversation.id;
}

async function readReply(client: Client, conversationId: string) {
  const follower = await new ChatFollower(client, conversationId).waitForSnapshot();
  follower.close();
  return follower.reply;
}

describe('a folder that can be used', () => {
  const folder = makeTemporaryFolder();
  afterEach(() => folder.remove());

  it('keeps conversations over a restart', async () => {
    const id = await writeConversation(folder.path);
    const opened = await open(folder.path);
    expect(opened.app.latest('notices')?.notices).toEqual([]);
    expect([...opened.app.conversations.keys()]).toEqual([id]);
    expect(await readReply(opened.client, id)).toMatchObject({ text: countReply, status: 'complete' });
    await opened.close();
  });
});

describe('a folder with something broken in it', () => {
  let folder: ReturnType<typeof makeTemporaryFolder>;
  beforeEach(() => (folder = makeTemporaryFolder()));
  afterEach(() => folder.remove());

  it.each([
    ['no database at all', Buffer.from('This is no database. '.repeat(500))],
    ['zeros', Buffer.alloc(16_384)],
  ])('sets a database of %s aside and starts a new one', async (_, content) => {
    writeFileSync(join(folder.path, 'conclave.db'), content);
    const opened = await open(folder.path);
    const aside = readdirSync(folder.path).find((name) => name.startsWith('conclave.db.broken-'));
    if (aside !== undefined) {
      expect(readFileSync(join(folder.path, aside))).toEqual(content);
      expect(opened.app.notice('database')).toContain(aside);
    }
    // Pages of zeros are what SQLite calls an empty database: nothing is lost, so nothing is set aside.
    expect(aside === undefined).toBe(
      content.every((byte) => byte === 0) && opened.app.notice('database') === undefined,
    );
    const chat = await startChat(opened.client, countQuestion);
    expect((await chat.waitForEnd()).text).toBe(countReply);
    await opened.close();
    const again = await open(folder.path);
    expect(await readReply(again.client, chat.conversation.id)).toMatchObject({ text: countReply });
    await again.close();
  });

  it('sets a damaged database aside, whole', async () => {
    await writeConversation(folder.path);
    const path = join(folder.path, 'conclave.db');
    const content = readFileSync(path);
    content.fill(0xa5, 100, 8192);
    writeFileSync(path, content);
    const opened = await open(folder.path);
    const aside = readdirSync(folder.path).find((name) => name.startsWith('conclave.db.broken-'))!;
    expect(readFileSync(join(folder.path, aside))).toEqual(content);
    expect(opened.app.notice('database')).toMatch(/damaged.*set aside/);
    await opened.close();
  });

  it('does not touch the chats of a newer version', async () => {
    await writeConversation(folder.path);
    const path = join(folder.path, 'conclave.db');
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 999');
    database.close();
    const before = readFileSync(path);
    const opened = await open(folder.path);
    expect(opened.app.notice('database')).toMatch(/newer version/);
    const chat = await startChat(opened.client, countQuestion);
    expect((await chat.waitForEnd()).text).toBe(countReply);
    await opened.close();
    expect(readFileSync(path)).toEqual(before);
  });

  it.each(['{"theme": "dark"', '{"theme": "purple"}', 'null', ''])(
    'sets the broken settings %j aside and uses the defaults',
    async (content) => {
      writeFileSync(join(folder.path, 'settings.json'), content);
      const opened = await open(folder.path);
      const aside = readdirSync(folder.path).find((name) => name.startsWith('settings.json.broken-'))!;
      expect(readFileSync(join(folder.path, aside), 'utf8')).toBe(content);
      expect(opened.app.notice('settings')).toContain(aside);
      expect(opened.app.latest('settings')!.settings.theme).toBe('system');
      await opened.client.app.dismissNotice({ key: 'settings' });
      await waitUntil('the end of the notice', () => opened.app.notice('settings') === undefined);
      await opened.close();
    },
  );

  it('works for this session when the folder is a file', async () => {
    const root = join(folder.path, 'occupied');
    writeFileSync(root, 'A file stands where the folder should be.');
    const opened = await open(root);
    expect(opened.app.notice('database')).toMatch(/^Conclave cannot open its folder\. .* lost when Conclave closes\.$/);
    const chat = await startChat(opened.client, countQuestion);
    expect((await chat.waitForEnd()).text).toBe(countReply);
    await opened.close();
    expect(readFileSync(root, 'utf8')).toBe('A file stands where the folder should be.');
  });
});

describe.skipIf(process.platform === 'win32' || (process.getuid?.() === 0 && !canMountSmallDisk))(
  'a read-only folder',
  () => {
    let root: string;
    let makeReadOnly: () => void;
    let remove: () => void;

    beforeEach(() => {
      if (canMountSmallDisk) {
        const disk = new SmallDisk(8_000_000);
        [root, makeReadOnly, remove] = [disk.path, () => disk.makeReadOnly(), () => disk.remove()];
      } else {
        const folder = makeTemporaryFolder();
        root = join(folder.path, 'home');
        mkdirSync(root);
        makeReadOnly = () => chmodSync(root, 0o555);
        remove = () => (chmodSync(root, 0o755), folder.remove());
      }
    });
    afterEach(() => remove());

    it('shows what it holds, works for this session and says so', async () => {
      const id = await writeConversation(root);
      makeReadOnly();
      const opened = await open(root);
      expect(opened.app.notice('database')).toMatch(/read-only|may not write/);
      expect(opened.app.notice('database')).toMatch(/lost when Conclave closes\.$/);
      expect(await readReply(opened.client, id)).toMatchObject({ text: countReply });
      const chat = await startChat(opened.client, countQuestion);
      expect((await chat.waitForEnd()).text).toBe(countReply);
      const settings = await opened.client.settings.update({ theme: 'dark' });
      expect(settings.theme).toBe('dark');
      await opened.close();
    });
  },
);

describe.skipIf(!canMountSmallDisk)('a full disk', () => {
  let disk: SmallDisk;
  beforeEach(() => (disk = new SmallDisk(8_000_000)));
  afterEach(() => disk.remove());

  it('refuses a message that it cannot keep, and takes it once there is room', async () => {
    const id = await writeConversation(disk.path);
    const opened = await open(disk.path);
    disk.fill();
    await expectAppError(startChat(opened.client, countQuestion.repeat(1000)), 'storageUnavailable');
    await waitUntil('the notice', () => opened.app.notice('storage')?.includes('full'));
    expect(await readReply(opened.client, id)).toMatchObject({ text: countReply });
    disk.free();
    const chat = await startChat(opened.client, countQuestion);
    expect((await chat.waitForEnd()).text).toBe(countReply);
    await waitUntil('the end of the notice', () => opened.app.notice('storage') === undefined);
    await opened.close();
  });

  it('finishes a reply while the disk is full, and saves it later', async () => {
    const opened = await open(disk.path);
    await opened.host.context.loader.ensureLoaded();
    const engine = opened.host.engineProcess().slowDown();
    const chat = await startChat(opened.client, countQuestion);
    await chat.waitForText(20);
    disk.fill();
    engine.release();
    expect(await chat.waitForEnd()).toMatchObject({ text: countReply, status: 'complete' });
    await waitUntil('the notice', () => opened.app.notice('storage')?.includes('full'));
    disk.free();
    await waitUntil('the end of the notice', () => opened.app.notice('storage') === undefined);
    await opened.close();
    const again = await open(disk.path);
    expect(await readReply(again.client, chat.conversation.id)).toMatchObject({ text: countReply, status: 'complete' });
    await again.close();
  });

  it('starts with a full disk, and says so', async () => {
    disk.fill();
    const opened = await open(disk.path);
    expect(opened.app.notice('database') ?? opened.app.notice('storage')).toMatch(/full/);
    const chat = await startChat(opened.client, countQuestion);
    expect((await chat.waitForEnd()).text).toBe(countReply);
    await opened.close();
  });
});
