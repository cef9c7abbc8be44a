/** Every way in which a request is refused before anybody looked at what it says. */
export const httpRefusals = {
  /** Not ours to read: no form, no JSON, a broken address. */
  'bad-request': 400,
  /** Nobody is signed in, or the token is unknown. */
  'not-signed-in': 401,
  /** Signed in, but not for this. */
  'not-allowed': 403,
  /** Unknown, altered, revoked, retired or too old: all look the same. */
  'not-found': 404,
  /** The page knows no such method. */
  'no-such-method': 405,
  /** The rest of it did not come. */
  'too-slow': 408,
  /** The answer no longer fits what is on file. */
  conflict: 409,
  /** More than a form of ours ever holds. */
  'too-large': 413,
  /** Too many at once. */
  'too-many': 429,
  /** A surprise on our side. */
  error: 500,
  /** A part of the house is away for a moment. */
  away: 503,
} as const;

/** One such way. */
export type HttpRefusal = keyof typeof httpRefusals;

/** The code of a status; a status that we never give on purpose is a bad request or an error. */
export function refusalOf(status: number): HttpRefusal {
  const known = Object.entries(httpRefusals).find(([, each]) => each === status);
  if (known) return known[0] as HttpRefusal;
  return status >= 500 ? 'error' : 'bad-request';
}

/** What a program reads beside the code. */
export const refusalSentences: Readonly<Record<HttpRefusal, string>> = {
  'bad-request': 'The request could not be read.',
  'not-signed-in': 'Sign in first.',
  'not-allowed': 'Your role does not allow this.',
  'not-found': 'There is nothing here.',
  'no-such-method': 'This address does not take such requests.',
  'too-slow': 'The rest of the request did not arrive.',
  conflict: 'Something else was recorded before.',
  'too-large': 'This is more than can be sent at once.',
  'too-many': 'Too many requests arrived at once. Please try again in a minute.',
  error: 'Something went wrong on our side.',
  away: 'A part of the system is away for a moment. Please try again in a minute.',
};
