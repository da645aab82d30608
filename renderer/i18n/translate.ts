import { i18n } from '@lingui/core';
import { compileMessage } from '@lingui/message-utils/compileMessage';
import { englishMessages } from './english-messages.ts';

/** The name of a string in the catalogue. */
export type MessageKey = keyof typeof englishMessages;

const compiled = Object.entries(englishMessages).map(([key, text]) => [key, compileMessage(text)] as const);
i18n.loadAndActivate({ locale: 'en', messages: Object.fromEntries(compiled) });

/** Whether the catalogue has a string of this name. */
export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(englishMessages, key);
}

/** The string of a key in the user's language, with its placeholders filled. */
export function t(key: MessageKey, values?: Record<string, string | number>): string {
  return i18n._(key, values);
}

/** The language in force, for dates and numbers. */
export function currentLocale(): string {
  return i18n.locale;
}
