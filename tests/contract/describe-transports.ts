import { afterAll, beforeAll, describe } from 'vitest';
import type { SlowProcess } from '../fixtures/slow-process.ts';
import { ChatFollower } from './chat-follower.ts';
import { startTestHost, type TestHost, type TestHostOptions } from './test-host.ts';
import { transports, type Client, type Connection, type Transport } from './transports.ts';

/** A host that runs, and a connection to it. */
export interface Served {
  host: TestHost;
  client: Client;
  connect(): Promise<Connection>;
  /** Slows the engine process down, once its model is loaded. */
  slowEngine(): Promise<SlowProcess>;
  /** Starts a conversation and follows it. */
  start(text: string): Promise<ChatFollower>;
  /** Says the next thing in a conversation that is being followed, and waits for the end of the reply. */
  say(follower: ChatFollower, text: string): Promise<void>;
}

/** Runs the same tests over every transport, each with one host for all of them. */
export function describeTransports(name: string, options: TestHostOptions, define: (served: Served) => void): void {
  describe.each(transports)(`${name} over $name`, ({ serve }) => {
    const served = {} as Served;
    let transport: Transport;
    let connection: Connection;

    beforeAll(async () => {
      served.host = startTestHost(options);
      transport = await serve(served.host.context);
      connection = await transport.connect();
      served.client = connection.client;
      served.connect = () => transport.connect();
      served.slowEngine = () => slowEngine(served.host);
      served.start = (text) => startChat(connection.client, text);
      served.say = (follower, text) => continueChat(connection.client, follower, text);
    });

    afterAll(async () => {
      connection.close();
      await transport.close();
      await served.host.close();
    });

    define(served);
  });
}

async function slowEngine(host: TestHost): Promise<SlowProcess> {
  await host.context.loader.ensureLoaded();
  return host.engineProcess().slowDown();
}

/** Starts a conversation and follows it. */
export async function startChat(client: Client, text: string): Promise<ChatFollower> {
  const sent = await client.chat.send({ conversationId: null, text });
  if (sent.outcome !== 'started') throw new Error('The gate refused the text');
  return new ChatFollower(client, sent.conversationId).waitForSnapshot();
}

async function continueChat(client: Client, follower: ChatFollower, text: string): Promise<void> {
  const sent = await client.chat.send({ conversationId: follower.conversation.id, text });
  if (sent.outcome !== 'started') throw new Error('The gate refused the text');
  await follower.waitForReply(sent.replyId);
}
