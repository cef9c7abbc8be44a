/** What a dossier is about. Each kind has stages, questions and endings of its own. */
export const dossierKinds = ['exchange'] as const;
/** See {@link dossierKinds}. */
export type DossierKind = (typeof dossierKinds)[number];
