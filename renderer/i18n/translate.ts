import { i18n } from '@lingui/core';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import { englishMessages } from './english-messages.ts';

/** The name of a string in the catalogue. */
export type MessageKey = keyof typeof englishMessages;

i18n.loadAndActivate({ locale: 'en', messages: {} });

/** Keys whose strings are compiled: each is when it is first shown, so that the first paint waits for its own alone. */
const compiled = new Set<MessageKey>();

/** Whether the catalogue has a string of this name. */
export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(englishMessages, key);
}

/** The string of a key in the user's language, with its placeholders filled. */
export function t(key: MessageKey, values?: Record<string, string | number>): string {
  if (!compiled.has(key)) {
    compiled.add(key);
    i18n.load(i18n.locale, { [key]: compileMessage(englishMessages[key]) });
  }
  return i18n._(key, values);
}

/** The language in force, for dates and numbers. */
export function currentLocale(): string {
  return i18n.locale;
}
