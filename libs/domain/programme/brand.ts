import type { Definition } from './definition.js';

/** Whose programme and office it is, as readers of one language know it. */
export type Brand = Omit<Definition['brand'], 'byLanguage'>;

/** The brand for a reader's language: the names that it has there, and elsewhere those of every language. */
export function brandIn({ brand }: Pick<Definition, 'brand'>, language: string): Brand {
  const { byLanguage, ...everywhere } = brand;
  const own = Object.entries(byLanguage?.[language] ?? {}).filter(([, name]) => name !== undefined);
  return { ...everywhere, ...Object.fromEntries(own) };
}
