import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../infra/stack/project-files.js';

/** Lists of keys: standing there makes no text said. */
const lists = /^libs\/domain\/texts\/(?!catalogue\.ts|say-[\w-]+\.ts)/;
/** The words of which the code makes keys; a mail must be named elsewhere too. */
const vocabulary = join('libs', 'domain', 'programme', 'vocabulary.ts');
/** Where texts begin, so that other templates with dots are left alone. */
const roots = 'words|mail|slots|roles|parties|memberships|organisationTypes|moments|hostReasons|stopReasons|settlementRules|changes|events|health|stages|prompts|errors|refusals|entitlement|agreement|forms|pages';

/** What the sources say: texts by their whole key, and texts whose key is put together from a pattern and words. */
export class SaidTexts {
  /** Words of the code beside its vocabulary. */
  private readonly named: ReadonlySet<string>;
  private readonly words: ReadonlySet<string>;
  private readonly patterns: readonly RegExp[];

  /** Reads the sources; `moreWords` are those of a definition. */
  constructor(moreWords: Iterable<string>) {
    const files = globSync('{apps,workflows,activities,libs,infra}/**/*.{ts,tsx}', { cwd: projectRoot }).filter((file) => !lists.test(file));
    const sources = files.filter((file) => file !== vocabulary).map(read).join('\n');
    this.named = wordsOf(sources);
    this.words = new Set([...this.named, ...wordsOf(read(vocabulary)), ...moreWords]);
    const templates = all(sources, new RegExp('`((?:' + roots + ')\\.[^`\\s]*\\$\\{[^`]*)`', 'g')).map((template) => template.replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '*'));
    // Where a key is put together in several steps, a comment beside it says what comes of it.
    const declared = all(sources, /\/\/ says: (.+)$/gm).flatMap((line) => line.split(' '));
    this.patterns = [...new Set([...templates, ...declared])].map((pattern) => new RegExp(`^${pattern.split('*').map(escaped).join('([\\w.-]+)')}$`));
  }

  /** Whether some code says a text. */
  has(key: string): boolean {
    return this.words.has(key) || this.patterns.some((pattern) => pattern.exec(key)?.slice(1).every((part) => this.isKnown(part)));
  }

  /** Whether some code names a kind of mail. */
  names(kind: string): boolean {
    return this.named.has(kind);
  }

  /** A part of a key, or several with dots between, that stand in the sources as words. */
  private isKnown(part: string): boolean {
    return this.words.has(part) || part.split('.').every((word) => this.words.has(word));
  }
}

function read(file: string): string {
  return readFileSync(join(projectRoot, file), 'utf8');
}

/** What stands in quotes, and names of properties. */
function wordsOf(source: string): Set<string> {
  return new Set([...all(source, /['"`]([\w.-]+)['"`]/g), ...all(source, /\b([A-Za-z]\w*)\??:/g)]);
}

function all(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, found]) => found ?? '');
}

function escaped(text: string): string {
  return text.replace(/[.+?^$()|[\]\\]/g, '\\$&');
}
