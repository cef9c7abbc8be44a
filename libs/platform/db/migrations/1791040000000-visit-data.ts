import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * On which day goes what is kept for a visit only. Exchanges of before get the day that their rules and latest plan give; for
 * those that hold nothing any more the row goes with the first round.
 */
export class VisitData1791040000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [
      `create table "visit_data" ("ref" text not null, "edition" text not null, "delete_on" date not null, constraint "PK_visit_data" primary key ("ref"))`,
      `alter table "visit_data" add constraint "visit_data_ref_fk" foreign key ("ref") references "dossier" ("ref")`,
      `create index "visit_data_due" on "visit_data" ("edition", "delete_on")`,
      `insert into visit_data (ref, edition, delete_on)
       select d.ref, d.edition, p.last_day + rules.days
       from dossier d
       join (select id, version, min(substring(kept #>> '{}' from '^\\d+')::int) as days
             from definition, jsonb_path_query(definition::jsonb, '$.forms.*.fields[*].forVisitOnly') kept group by id, version) rules
         on rules.id = d.definition_id and rules.version = d.definition_version
       join lateral (select last_day from plan where plan.ref = d.ref order by version desc limit 1) p on true`,
    ])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table "visit_data"`);
  }
}
