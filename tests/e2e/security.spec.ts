import { asElectron, asWeb, expect, test } from './fixtures/app-test.ts';
import type { RunningApp } from './fixtures/running-app.ts';
import { writeConversation } from './fixtures/write-conversation.ts';

const elsewhere = 'https://elsewhere.example';

/** What a model could say to reach out of the page. */
const hostileReply = [
  `![A cat](${elsewhere}/cat.png)`,
  `[A link](${elsewhere}/page)`,
  '[A script](javascript:window.hacked=1)',
  `<img src="${elsewhere}/raw.png" onerror="window.hacked=2">`,
  '<script>window.hacked=3</script>',
  `<iframe src="${elsewhere}/frame"></iframe>`,
  '<form action="https://elsewhere.example/form"><button>Send</button></form>',
].join('\n\n');

const question = 'Show me something.';

declare global {
  interface Window {
    hacked?: number;
    refused?: string[];
  }
}

test('the page has no power of its own', async ({ launch, kind }) => {
  const { page, app } = await launch();
  const powers = await page.evaluate(() =>
    ['require', 'process', 'module', 'exports', 'Buffer', 'global', 'electron', 'ipcRenderer', '__dirname'].filter(
      (name) => name in window,
    ),
  );
  expect(powers).toEqual([]);
  if (kind !== 'electron') return;
  const preferences = await asElectron(app).electron.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    // Not in Electron's types, and there for tests.
    return (
      window!.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
    ).getLastWebPreferences();
  });
  expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false });
  expect(preferences['webviewTag'] ?? false).toBe(false);
});

test('the content security policy refuses scripts that are not the page’s own', async ({ launch }) => {
  const { page } = await launch();
  const outcome = await page.evaluate(async () => {
    window.refused = [];
    document.addEventListener('securitypolicyviolation', (event) => window.refused!.push(event.effectiveDirective));
    const script = document.createElement('script');
    script.textContent = 'window.hacked = 1';
    document.body.append(script);
    const handler = document.createElement('img');
    handler.setAttribute('onclick', 'window.hacked = 2');
    document.body.append(handler);
    handler.click();
    const remote = document.createElement('script');
    remote.src = 'https://elsewhere.example/script.js';
    const remoteEnded = new Promise((resolve) => remote.addEventListener('error', resolve));
    document.body.append(remote);
    await remoteEnded;
    let evaluated: unknown = null;
    try {
      evaluated = (0, eval)('1 + 1');
    } catch (error) {
      evaluated = (error as Error).name;
    }
    const fetched = await fetch('https://elsewhere.example/data').then(
      () => 'fetched',
      () => 'refused',
    );
    return { hacked: window.hacked, evaluated, fetched };
  });
  expect(outcome).toEqual({ hacked: undefined, evaluated: 'EvalError', fetched: 'refused' });
  await expect
    .poll(() => page.evaluate(() => [...new Set(window.refused)].toSorted()))
    .toEqual(['connect-src', 'script-src', 'script-src-attr', 'script-src-elem']);
});

test('what a model says loads nothing, runs nothing and leads nowhere', async ({ launch, kind }) => {
  const { page, chat, app } = await launch({
    prepare: (folder) => writeConversation(folder, [{ question, reply: hostileReply }]),
  });
  const requested: string[] = [];
  page.on('request', (request) => requested.push(request.url()));
  await chat.openConversation(question);
  await expect(chat.replyText).toContainText('A cat');
  const ownOrigin = await page.evaluate(() => location.origin);
  const here = page.url();
  expect(await chat.replyText.locator('img, script, iframe, form, object, embed').count()).toBe(0);
  expect(await chat.replyText.locator('a[href^="javascript:" i], [onerror]').count()).toBe(0);

  const link = chat.replyText.getByRole('link', { name: 'A link' });
  await expect(link).toHaveAttribute('href', `${elsewhere}/page`);
  if (kind === 'electron') {
    const opened = await recordExternalLinks(app);
    await link.click();
    await expect.poll(opened).toEqual([`${elsewhere}/page`]);
    expect(asElectron(app).electron.windows()).toHaveLength(1);
  } else {
    // A browser has its own tabs: the link opens one, without a way back to the page.
    await asWeb(app).context.route(`${elsewhere}/**`, (route) => route.fulfill({ body: 'Elsewhere' }));
    const opening = asWeb(app).context.waitForEvent('page');
    await link.click();
    const opened = await opening;
    await opened.waitForURL(`${elsewhere}/page`);
    expect(await opened.evaluate(() => window.opener)).toBeNull();
    expect(await opened.evaluate(() => document.referrer)).toBe('');
    await opened.close();
  }
  expect(page.url()).toBe(here);
  expect(await page.evaluate(() => window.hacked)).toBeUndefined();
  expect(requested.filter((url) => !url.startsWith(ownOrigin) && !url.startsWith('data:'))).toEqual([]);
});

test('the window cannot be led elsewhere', async ({ launch, kind }) => {
  test.skip(kind !== 'electron', 'In a browser the address bar is the user’s own.');
  const { page, app } = await launch();
  const { electron } = asElectron(app);
  const here = page.url();
  const opened = await recordExternalLinks(app);
  const targets = [
    `${elsewhere}/`,
    'file:///etc/passwd',
    'data:text/html,<p>hello</p>',
    'javascript:document.body.remove()',
  ];
  // Without locators: Playwright waits for a navigation that has been refused as if it would still come.
  for (const target of targets) {
    await page.evaluate((url) => {
      const link = document.createElement('a');
      link.href = url;
      document.body.append(link);
      link.click();
      window.open(url);
    }, target);
  }
  await expect.poll(opened).toEqual([`${elsewhere}/`]);
  const windows = await electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map(({ webContents }) => ({
      url: webContents.getURL(),
      loading: webContents.isLoading(),
    })),
  );
  expect(windows).toEqual([{ url: here, loading: false }]);
  expect(await page.evaluate(() => document.querySelector('[data-testid="composer"]') !== null)).toBe(true);
});

/** Catches what would open in the system's browser. Returns the way to read it. */
async function recordExternalLinks(app: RunningApp): Promise<() => Promise<string[]>> {
  const { electron } = asElectron(app);
  await electron.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openExternal = async (url) => void opened.push(url);
  });
  return () => electron.evaluate(() => (globalThis as unknown as { opened: string[] }).opened);
}
