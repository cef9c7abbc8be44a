import type { AnswerGroup, SaidFile } from '../domain/sections/section.js';
import { FileList, type ShownFile, type ShownFiles } from './file-list.js';
import { Facts } from './parts.js';
import type { Html } from './render.js';
import { sayAnswers, type AnsweredForm } from './say-answers.js';

interface FormAnswersProps extends Omit<AnsweredForm, 'files'> {
  /** The files that the reader may open. */
  files?: ShownFiles;
}

/** What was answered, to be read and not changed. Fields that were left empty are left out. */
export function FormAnswers({ files = new Map(), ...answered }: FormAnswersProps) {
  const hrefOf = ({ id }: SaidFile): string => files.get(id)?.href ?? '';
  return <AnswerGroups groups={sayAnswers({ ...answered, files })} language={answered.texts.language} hrefOf={hrefOf} />;
}

/** Answers that were said already; `hrefOf` leads to a file. */
export function AnswerGroups({ groups, language, hrefOf }: { groups: readonly AnswerGroup[]; language: string; hrefOf: (file: SaidFile) => string }) {
  const valueOf = (value: AnswerGroup['rows'][number]['value']): Html => {
    if (typeof value === 'string') return value;
    if ('rows' in value) return <Rows rows={value.rows} />;
    const shown = value.files.map((file): ShownFile => ({ ...file, href: hrefOf(file) }));
    return shown.length === 0 ? '' : <FileList files={shown} language={language} />;
  };
  return (
    <>
      {groups.map(({ title, rows }) => (
        <>
          {title === undefined ? null : <h3>{title}</h3>}
          <Facts rows={rows.map(({ label, value }) => ({ label, value: valueOf(value) }))} />
        </>
      ))}
    </>
  );
}

function Rows({ rows }: { rows: readonly (readonly { label: string; text: string }[])[] }) {
  return (
    <ol>
      {rows.map((cells) => (
        <li>
          {cells.map(({ label, text }) => (
            <div>
              <span class="mark">{/[?:.]$/.test(label) ? label : `${label}:`}</span> {text}
            </div>
          ))}
        </li>
      ))}
    </ol>
  );
}
