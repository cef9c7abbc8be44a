import { describe, expect, test } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { projectRoot } from '../../infra/stack/project-files.js';

/** What makes the pages and mails that hubs read. */
const folders = '{apps/api/{enquiry,links},activities,libs/{ui,answers,acts/party,dossier,documents,kinds,network},libs/mail/{compose,letters,outbox}}';
const sources = globSync(`${folders}/**/*.{ts,tsx}`, { cwd: projectRoot });
/** Style sheets and statements of SQL are no sentences; what is said before any programme is published stands in no catalogue. */
const others = ['libs/ui/style.ts', 'libs/mail/compose/html-style.ts', 'libs/mail/outbox/claims.ts'];
const beforeAnyProgramme = { file: 'apps/api/http/site.ts', name: 'withoutProgramme' };
/** Two words side by side, the second in small letters. */
const sentence = /\p{L}{2,}[,;:.!?]? \p{Ll}{2,}/u;
/** What programs read. */
const formats = /^(<!DOCTYPE|text\/calendar;|exists \(select )/;
/** What only a log, a database or a developer reads. */
const unread = /^(warn|error|info|debug|where|andWhere|orWhere|having|query|set|select|addSelect|orderBy|addOrderBy|leftJoin|innerJoin|leftJoinAndSelect|onConflict|setHeader)$/;

describe('what hubs read', () => {
  test('comes from the catalogues: no source has a sentence of its own', () => {
    expect(sources.length).toBeGreaterThan(60);
    const found = sources.filter((file) => !others.includes(file)).flatMap((file) => ownSentences(file, readFileSync(join(projectRoot, file), 'utf8')));
    expect(found).toEqual([]);
  });

  test('is found where it does not', () => {
    const code = `const label = 'Number of your exchange'; const page = <p aria-label="Close the window">Nothing was <b>{x}</b> sent yet</p>; say(\`Remove \${name} from here\`); throw new Error('nobody reads this');`;
    expect(ownSentences('x.tsx', code)).toHaveLength(5);
  });
});

function ownSentences(file: string, text: string): string[] {
  const found: string[] = [];
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS);
  const visit = (node: ts.Node): void => {
    if (isUnread(node, file)) return;
    const isText = ts.isStringLiteralLike(node) || ts.isJsxText(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
    if (isText && sentence.test(node.text) && !formats.test(node.text)) found.push(`${file}: ${node.text.trim().slice(0, 80)}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isUnread(node: ts.Node, file: string): boolean {
  if (ts.isNewExpression(node)) return /(Error|Exception|Failure)$/.test(node.expression.getText());
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    return unread.test(node.expression.name.text) || node.expression.getText().startsWith('ApplicationFailure.');
  }
  if (ts.isCallExpression(node)) return /^(Symbol|Header)$/.test(node.expression.getText());
  if (ts.isJsxAttribute(node)) return /^(class|style|content|autocomplete)$/.test(node.name.getText());
  if (ts.isVariableDeclaration(node) && node.name.getText().endsWith('Class')) return true;
  return ts.isVariableDeclaration(node) && file === beforeAnyProgramme.file && node.name.getText() === beforeAnyProgramme.name;
}
