import { expect, it } from 'vitest';
import { describeTransports } from './describe-transports.ts';

const longText = `${'the quick brown fox and the lazy dog '.repeat(20)}.`;
const sampling = { temperature: 0, maxTokens: 16 };

describeTransports(
  'a conversation longer than the context',
  { settings: { contextSize: 512, contextPolicy: 'stop' } },
  (served) => {
    it('stops with a sentence, goes on in a larger context, and by the other policy in the smaller one', async () => {
      const { client } = served;
      await client.settings.update({ sampling });
      const chat = await served.start(longText);
      expect((await chat.waitForEnd()).status).toBe('complete');
      await served.say(chat, longText);
      while (chat.reply.status === 'complete') await served.say(chat, longText);
      const refused = chat.reply;
      expect(refused).toMatchObject({ status: 'failed', text: '', failure: { code: 'contextFull' } });
      expect(refused.failure!.message).toContain("no longer fits into the model's context of 512 tokens");

      await client.settings.update({ contextSize: 1024 });
      const conversationId = chat.conversation.id;
      const { replyId } = await client.chat.regenerate({ conversationId, messageId: refused.id });
      const again = await chat.waitForReply(replyId);
      expect(again).toMatchObject({ status: 'complete', stats: { droppedMessages: 0, context: { size: 1024 } } });
      expect(again.stats!.promptTokens).toBeGreaterThan(448);

      await client.settings.update({ contextSize: 512, contextPolicy: 'dropOldest' });
      await served.say(chat, 'Hi!');
      const dropped = chat.reply;
      expect(dropped).toMatchObject({ status: 'complete', stats: { contextShifted: true, context: { size: 512 } } });
      expect(dropped.stats!.droppedMessages).toBeGreaterThan(0);
      // Out of the model's sight is not out of the conversation.
      expect(chat.conversation.messages[0]!.text).toBe(longText);
      await client.settings.update({ contextPolicy: 'stop' });
      chat.close();
    });
  },
);
