import { describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../infra/stack/project-files.js';

const rows = rowsOf(readFileSync(join(projectRoot, 'README.md'), 'utf8'));

/** What a newcomer must find within a minute, each by a word of the row that answers it. */
const wanted = [/deadline/, /silence/, /1,?175/, /approve a payment/, /mail.s text/, /GET/, /transition/, /mail retries/, /link.s end/, /read model/, /score/, /out-of-office/, /type a file/, /stop, is refused/, /roles may use a route/];

describe('the README leads from a rule to its file', () => {
  test.each(wanted)('for %s', (words) => {
    expect(rows.filter(({ rule }) => words.test(rule))).not.toEqual([]);
  });

  test.each(rows)('$rule: $file', ({ file, lookFor }) => {
    const path = join(projectRoot, file);
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, 'utf8')).toContain(lookFor);
  });
});

/** The rows of the table `rule | file | look for` under "Where a rule lives", wherever it stands. */
function rowsOf(readme: string): { rule: string; file: string; lookFor: string }[] {
  const section = readme.split(/^#+ +Where a rule lives *$/m)[1]?.split(/^#+ /m)[0] ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2) // the headings and the line below them
    .map((line) => {
      const [rule = '', file = '', lookFor = ''] = line.split('|').slice(1, -1).map((cell) => cell.trim());
      return { rule, file: withoutMarks(file), lookFor: withoutMarks(lookFor) };
    });
}

/** A path or a word may stand in backticks, or be a link. */
function withoutMarks(cell: string): string {
  return cell.replace(/^\[(.*)\]\(.*\)$/, '$1').replace(/^`(.*)`$/, '$1');
}
