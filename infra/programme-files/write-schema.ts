import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { definitionJsonSchema } from '../../libs/domain/programme/definition.js';

/**
 * Writes the JSON Schema for editors beside each programme's definition. Run it after a change of the schema, from the
 * root of the project: `node dist/infra/programme-files/write-schema.js`. A test proves the files fresh.
 */
const programmes = 'programmes';
const schema = `${JSON.stringify(definitionJsonSchema(), null, 2)}\n`;
for (const entry of readdirSync(programmes, { withFileTypes: true })) {
  if (entry.isDirectory()) writeFileSync(join(programmes, entry.name, 'definition.schema.json'), schema);
}
