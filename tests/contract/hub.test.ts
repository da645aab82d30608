import { afterAll, beforeAll, expect, it } from 'vitest';
import { startFaultProxy, type FaultProxy } from '../fixtures/hub/fault-proxy.ts';
import { startLocalHub, type LocalHub } from '../fixtures/hub/local-hub.ts';
import { embeddedModelPath } from '../fixtures/project-paths.ts';
import { findFilesWith } from '../fixtures/find-files-with.ts';
import { waitUntil } from '../fixtures/wait-until.ts';
import { AppFollower } from './app-follower.ts';
import { describeTransports } from './describe-transports.ts';
import { expectAppError } from './expect-app-error.ts';

const token = 'hf_aTokenThatMustNotLeak';

describeTransports('the hub', {}, (served) => {
  let hub: LocalHub;
  let proxy: FaultProxy;

  beforeAll(async () => {
    const files = [{ path: 'Ember-12M-A6M-Q8_0.gguf', source: embeddedModelPath }];
    hub = await startLocalHub({
      repositories: [{ id: 'conclave/Ember-GGUF', files, downloads: 7, gated: 'auto' }],
      users: { [token]: { name: 'ada', granted: ['conclave/Ember-GGUF'] } },
    });
    proxy = await startFaultProxy(hub.origin);
    await served.client.settings.update({ hub: { endpoint: proxy.origin } });
  });

  afterAll(async () => {
    await proxy.close();
    await hub.close();
  });

  it('searches at the endpoint of the settings', async () => {
    const hits = await served.client.hub.search({ query: 'ember' });
    expect(hits).toMatchObject([{ id: 'conclave/Ember-GGUF', downloads: 7, gated: true }]);
  });

  it('takes a token, tells every page whose it is, and shows it to nobody', async () => {
    const follower = new AppFollower(served.client);
    const access = () => follower.latest('hubAccess')?.hubAccess;
    await waitUntil('the first access', () => access()?.token === 'none');
    expect(access()).toEqual({ endpoint: proxy.origin, token: 'none', userName: null });
    await expectAppError(served.client.hub.setToken({ token: 'hf_wrong' }), 'accessDenied');
    const kept = await served.client.hub.setToken({ token });
    expect(kept).toEqual({ endpoint: proxy.origin, token: 'thisRun', userName: 'ada' });
    await waitUntil('the access with a token', () => access()?.userName === 'ada');
    expect(JSON.stringify(follower.events)).not.toContain(token);
    expect(findFilesWith(served.host.folder.root, token)).toEqual([]);
    // It was given for this endpoint, and the page is told that another has none.
    await served.client.settings.update({ hub: { endpoint: hub.origin } });
    await waitUntil('the other endpoint’s access', () => access()?.token === 'none');
    await served.client.settings.update({ hub: { endpoint: proxy.origin } });
    await waitUntil('the access again', () => access()?.token === 'thisRun');
    expect(await served.client.hub.clearToken()).toMatchObject({ token: 'none', userName: null });
    follower.close();
  });

  it('fails with a sentence and what is known about it', async () => {
    hub.limitRate(5);
    await expectAppError(served.client.hub.search({ query: 'ember' }), 'rateLimited');
    hub.limitRate(null);
    proxy.plan = () => ({ kind: 'status', status: 500 });
    await expectAppError(served.client.hub.search({ query: 'ember' }), 'hubFailed');
    await proxy.setOffline(true);
    await expectAppError(served.client.hub.search({ query: 'ember' }), 'offline');
    await proxy.setOffline(false);
    proxy.plan = () => null;
    expect(await served.client.hub.search({ query: 'ember' })).toHaveLength(1);
  });
});
