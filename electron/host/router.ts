import { implement, ORPCError } from '@orpc/server';
import { AppError } from '../../models/app-error.ts';
import { visibleSettingsSchema } from '../../models/settings.ts';
import { contract } from '../contract.ts';
import {
  deleteConversation,
  pinMessage,
  renameConversation,
  saveDraft,
  setSampling,
} from './chat/edit-conversation.ts';
import { forkConversation } from './chat/fork-conversation.ts';
import { regenerateReply } from './chat/regenerate-reply.ts';
import { sendMessage } from './chat/send-message.ts';
import { showVersion } from './chat/show-version.ts';
import { watchConversation } from './chat/watch-conversation.ts';
import { addDownload } from './downloads/add-download.ts';
import { measureQuality } from './engine-jobs/measure-quality.ts';
import { forgetTune, tuneModel } from './engine-jobs/tune-model.ts';
import { dryRun } from './filter/dry-run.ts';
import { exportList, importList } from './filter/exchange-lists.ts';
import { testText } from './filter/test-text.ts';
import type { HostContext } from './host-context.ts';
import { describeOfferFit, describeRepository } from './hub/describe-repository.ts';
import { selectModel, unloadModel } from './library/choose-model.ts';
import { importChosen, importDropped, importPaths } from './library/import-models.ts';
import { deleteModel, forgetModel, renameModel, revealModel } from './library/keep-models.ts';
import { readModelDetails } from './library/model-details.ts';
import { addFolder, enablePlace, removeFolder } from './library/places.ts';
import { planRun } from './library/plan-run.ts';
import { setRunOptions } from './library/set-run-options.ts';
import { verifyModel } from './library/verify-model.ts';
import { describeBug } from './log.ts';
import { readAppState } from './read-app-state.ts';

const os = implement(contract).$context<HostContext>();

/** Expected failures cross as the contract's typed error; anything else is logged and crosses without its details. */
const procedures = os.use(async ({ context, next, path }) => {
  try {
    return await next();
  } catch (error) {
    if (error instanceof AppError) {
      throw new ORPCError('APP', {
        status: 400,
        defined: true,
        message: error.message,
        data: { code: error.code, facts: error.data },
      });
    }
    if (!(error instanceof ORPCError)) {
      context.log.error({ component: 'router', event: 'bug', call: path.join('.'), ...describeBug(error) });
    }
    throw error;
  }
});

/** The contract, call by call, as use cases of the host. */
export const router = procedures.router({
  app: {
    info: procedures.app.info.handler(({ context }) => context.info),
    watch: procedures.app.watch.handler(({ context, signal }) =>
      context.appWatchers.watch(() => readAppState(context), signal),
    ),
    dismissNotice: procedures.app.dismissNotice.handler(({ context, input }) => context.notices.remove(input.key)),
  },
  chat: {
    send: procedures.chat.send.handler(({ context, input }) => sendMessage(context, input)),
    stop: procedures.chat.stop.handler(({ context, input }) =>
      context.replies.findRunning(input.conversationId)?.stop(),
    ),
    watch: procedures.chat.watch.handler(({ context, input, signal }) =>
      watchConversation(context, input.conversationId, signal),
    ),
    acknowledge: procedures.chat.acknowledge.handler(({ context, input }) =>
      context.chatWatchers.acknowledge(input.watcherId, input.seq),
    ),
    regenerate: procedures.chat.regenerate.handler(({ context, input }) => regenerateReply(context, input)),
    fork: procedures.chat.fork.handler(({ context, input }) => forkConversation(context, input.conversationId)),
    showVersion: procedures.chat.showVersion.handler(({ context, input }) => showVersion(context, input)),
  },
  conversations: {
    rename: procedures.conversations.rename.handler(({ context, input }) => renameConversation(context, input)),
    delete: procedures.conversations.delete.handler(({ context, input }) =>
      deleteConversation(context, input.conversationId),
    ),
    setSampling: procedures.conversations.setSampling.handler(({ context, input }) => setSampling(context, input)),
    pin: procedures.conversations.pin.handler(({ context, input }) => pinMessage(context, input)),
    saveDraft: procedures.conversations.saveDraft.handler(({ context, input }) => saveDraft(context, input)),
  },
  models: {
    select: procedures.models.select.handler(({ context, input }) => selectModel(context, input.modelId)),
    openFile: procedures.models.openFile.handler(({ context, input }) => importChosen(context, input.mode)),
    importPath: procedures.models.importPath.handler(({ context, input }) =>
      importPaths(context, [input.path], input.mode),
    ),
    importDropped: procedures.models.importDropped.handler(({ context, input }) =>
      importDropped(context, input.dropId, input.mode),
    ),
    details: procedures.models.details.handler(({ context, input }) => readModelDetails(context, input.modelId)),
    verify: procedures.models.verify.handler(({ context, input }) => verifyModel(context, input.modelId)),
    reveal: procedures.models.reveal.handler(({ context, input }) => revealModel(context, input.modelId)),
    rename: procedures.models.rename.handler(({ context, input }) => renameModel(context, input.modelId, input.name)),
    delete: procedures.models.delete.handler(({ context, input }) => deleteModel(context, input.modelId)),
    forget: procedures.models.forget.handler(({ context, input }) => forgetModel(context, input.modelId)),
    refresh: procedures.models.refresh.handler(({ context }) => context.library.refresh()),
    unload: procedures.models.unload.handler(({ context }) => unloadModel(context)),
    setRunOptions: procedures.models.setRunOptions.handler(({ context, input }) =>
      setRunOptions(context, input.modelId, input.options),
    ),
    planRun: procedures.models.planRun.handler(({ context, input }) => planRun(context, input.modelId, input.options)),
    tune: procedures.models.tune.handler(({ context, input }) => tuneModel(context, input.modelId)),
    forgetTune: procedures.models.forgetTune.handler(({ context, input }) => forgetTune(context, input.modelId)),
    measureQuality: procedures.models.measureQuality.handler(({ context, input }) =>
      measureQuality(context, input.modelId),
    ),
    endJob: procedures.models.endJob.handler(({ context }) => context.jobs.end()),
    dismissTask: procedures.models.dismissTask.handler(({ context, input }) => context.tasks.dismiss(input.taskId)),
  },
  hub: {
    // The catalogue is data that no start has to wait for.
    catalog: procedures.hub.catalog.handler(async () =>
      (await import('../../models/catalog/catalog.ts')).readCatalog(),
    ),
    search: procedures.hub.search.handler(({ context, input, signal }) => context.hub.search(input.query, signal)),
    repository: procedures.hub.repository.handler(({ context, input, signal }) =>
      describeRepository(context, input.repositoryId, signal),
    ),
    fit: procedures.hub.fit.handler(({ context, input, signal }) => describeOfferFit(context, input, signal)),
    setToken: procedures.hub.setToken.handler(({ context, input }) => context.hub.setToken(input.token)),
    clearToken: procedures.hub.clearToken.handler(({ context }) => context.hub.clearToken()),
  },
  downloads: {
    add: procedures.downloads.add.handler(({ context, input, signal }) => addDownload(context, input, signal)),
    pause: procedures.downloads.pause.handler(({ context, input }) => context.downloads.pause(input.downloadId)),
    resume: procedures.downloads.resume.handler(({ context, input }) => context.downloads.resume(input.downloadId)),
    cancel: procedures.downloads.cancel.handler(({ context, input }) =>
      context.downloads.cancel(input.downloadId, input.keepPartial),
    ),
    move: procedures.downloads.move.handler(({ context, input }) =>
      context.downloads.move(input.downloadId, input.index),
    ),
    clearDone: procedures.downloads.clearDone.handler(({ context }) => context.downloads.clearDone()),
  },
  places: {
    enable: procedures.places.enable.handler(({ context, input }) =>
      enablePlace(context, input.placeId, input.enabled),
    ),
    addFolder: procedures.places.addFolder.handler(({ context, input }) => addFolder(context, input.path)),
    removeFolder: procedures.places.removeFolder.handler(({ context, input }) => removeFolder(context, input.placeId)),
  },
  engine: {
    restart: procedures.engine.restart.handler(({ context }) => context.engine.restart()),
  },
  settings: {
    update: procedures.settings.update.handler(({ context, input }) =>
      visibleSettingsSchema.parse(context.settings.update(input)),
    ),
  },
  filter: {
    lists: procedures.filter.lists.handler(({ context }) => context.gateLists.describe()),
    getList: procedures.filter.getList.handler(({ context, input }) => context.gateLists.getList(input.id)),
    saveList: procedures.filter.saveList.handler(({ context, input: { id, text, ...head } }) =>
      context.gateLists.saveList(id, head, text),
    ),
    deleteList: procedures.filter.deleteList.handler(({ context, input }) => context.gateLists.deleteList(input.id)),
    chooseList: procedures.filter.chooseList.handler(({ context, input: { id, ...choice } }) =>
      context.gateLists.choose(id, choice),
    ),
    importList: procedures.filter.importList.handler(({ context, input }) => importList(context.gateLists, input)),
    exportList: procedures.filter.exportList.handler(({ context, input }) => exportList(context.gateLists, input)),
    test: procedures.filter.test.handler(async ({ context, input }) =>
      testText(await context.gateLists.matcher(), input.text),
    ),
    dryRun: procedures.filter.dryRun.handler(async ({ context, input: { change } }) => {
      const { gateLists } = context;
      const matcher = change ? await gateLists.matcherWith(change.id, change.text) : await gateLists.matcher();
      return dryRun(context.store, matcher);
    }),
    evaluate: procedures.filter.evaluate.handler(({ context }) => context.gateLists.evaluate()),
    restarts: procedures.filter.restarts.handler(({ context }) => context.restarts.list()),
    clearRestarts: procedures.filter.clearRestarts.handler(({ context }) =>
      context.health.require(() => context.restarts.clear()),
    ),
  },
});
