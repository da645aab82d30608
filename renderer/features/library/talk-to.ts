import { host } from '../../host/connect.ts';
import { reportFailure } from '../../stores/notices-store.ts';
import { showChat } from '../../stores/view-store.ts';

/** Selects a model and goes to the chat. */
export async function talkTo(modelId: string): Promise<void> {
  try {
    await host.models.select({ modelId });
    showChat();
  } catch (error) {
    reportFailure(error);
  }
}
