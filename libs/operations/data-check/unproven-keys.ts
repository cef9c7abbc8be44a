import type { EntityManager } from 'typeorm';
import { proveForeignKey } from '../../platform/db/schema-change.js';
import type { Look } from './looks.js';

interface Key {
  name: string;
  table: string;
  columns: string[];
  references: string;
  referenced: string[];
}

/** Foreign keys that rows of before break. One whose rows were mended is proven here, and holds for all from then on. */
export async function unprovenKeys(db: EntityManager): Promise<Look[]> {
  const keys: Key[] = await db.query(
    `select k.conname as name, k.conrelid::regclass::text as table, k.confrelid::regclass::text as references,
            (select array_agg(a.attname::text order by n) from unnest(k.conkey) with ordinality c (num, n) join pg_attribute a on a.attrelid = k.conrelid and a.attnum = c.num) as columns,
            (select array_agg(a.attname::text order by n) from unnest(k.confkey) with ordinality c (num, n) join pg_attribute a on a.attrelid = k.confrelid and a.attnum = c.num) as referenced
     from pg_constraint k where k.contype = 'f' and not k.convalidated and k.connamespace = current_schema()::regnamespace order by k.conname`,
  );
  const found: Look[] = [];
  for (const key of keys) found.push((await prove(db, key)) ? nothingLeft(key) : danglingRows(key));
  return found;
}

async function prove(db: EntityManager, { table, name }: Key): Promise<boolean> {
  return db.transaction(async (tx) => {
    await tx.query(`set local statement_timeout = '20min'`);
    return proveForeignKey(tx, table, name);
  });
}

const whatOf = ({ table, columns }: Key): string => `${table}.${columns.join(', ')}`;

/** Nothing is found any more: what was noted is forgotten. */
function nothingLeft(key: Key): Look {
  return { what: whatOf(key), sql: 'select null::text where false' };
}

function danglingRows(key: Key): Look {
  const { table, columns, references, referenced } = key;
  const given = columns.map((column) => `r."${column}" is not null`).join(' and ');
  const same = columns.map((column, n) => `t."${referenced[n]}" = r."${column}"`).join(' and ');
  const said = columns.map((column) => `r."${column}"::text`).join(` || '/' || `);
  return { what: whatOf(key), sql: `select ${said} from ${table} r where ${given} and not exists (select 1 from ${references} t where ${same})` };
}
