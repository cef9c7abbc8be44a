/** An uploaded file as pages name it. */
export interface ShownFile {
  readonly id: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Where it is downloaded from. */
  readonly href: string;
}

/** Files by their ids; one that is not among them is not shown. */
export type ShownFiles = ReadonlyMap<string, ShownFile>;

/** Files that are downloaded from below one path: `/staff/files` makes `/staff/files/<id>`. */
export function shownFiles(rows: readonly Omit<ShownFile, 'href'>[], path: string): ShownFiles {
  return new Map(rows.map(({ id, name, size }) => [id, { id, name, size, href: `${path}/${id}` }]));
}

/** Files to be downloaded, each with its size. */
export function FileList({ files, language }: { files: readonly ShownFile[]; language: string }) {
  return (
    <ul class="files">
      {files.map((file) => (
        <li>
          <FileLink file={file} language={language} />
        </li>
      ))}
    </ul>
  );
}

/** One file to be downloaded. */
export function FileLink({ file, language }: { file: ShownFile; language: string }) {
  return (
    <>
      <a href={file.href} download>
        <bdi>{file.name}</bdi>
      </a>{' '}
      <span class="mark">({sizeText(file.size, language)})</span>
    </>
  );
}

/** A size as people read it. */
export function sizeText(bytes: number, language: string): string {
  const [amount, unit] = bytes < 100_000 ? [Math.max(1, bytes / 1_000), 'kilobyte'] : [bytes / 1_000_000, 'megabyte'];
  return new Intl.NumberFormat(language, { style: 'unit', unit, maximumFractionDigits: unit === 'kilobyte' ? 0 : 1 }).format(amount);
}
