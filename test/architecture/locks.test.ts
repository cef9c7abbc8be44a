import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { projectRoot } from '../../infra/stack/project-files.js';

/** `for update` shuts out whoever only writes a row that names the locked one, and two of them at once end in a deadlock. */
const tooStrong = /pessimistic_write|pessimistic_read|\bfor update\b/;

test('rows are locked so that others may go on writing what names them', () => {
  const found = ['libs', 'activities', 'apps', 'infra'].flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .flatMap((name) => {
        const lines = readFileSync(join(projectRoot, folder, name), 'utf8').split('\n');
        return lines.flatMap((line, n) => (tooStrong.test(line) ? [`${folder}/${name}:${n + 1}`] : []));
      }),
  );
  expect(found).toEqual([]);
});
