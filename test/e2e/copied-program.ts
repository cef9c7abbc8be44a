import { copyFileSync, cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../infra/stack/project-files.js';
import { makeTestFolder } from '../../infra/testing/test-folder.js';

/** The built program in a folder of its own, so that a test can deploy a fault and its mending. */
export class CopiedProgram {
  private readonly folder = makeTestFolder();
  readonly path = this.folder.path;
  private readonly bundle = join(this.path, 'dist', 'workflow-bundle.js');
  private readonly sound: string;

  constructor() {
    cpSync(join(projectRoot, 'dist'), join(this.path, 'dist'), { recursive: true });
    copyFileSync(join(projectRoot, 'package.json'), join(this.path, 'package.json'));
    symlinkSync(join(projectRoot, 'node_modules'), join(this.path, 'node_modules'));
    this.sound = readFileSync(this.bundle, 'utf8');
  }

  /** From its next start on the workflow code fails for one exchange. */
  failFor(ref: string): void {
    const beginning = 'async function exchange(input) {';
    const faulty = this.sound.replace(beginning, `${beginning}\n    if (input.ref === '${ref}') throw new TypeError('a fault of the program');`);
    if (faulty === this.sound) throw new Error('the bundle does not begin an exchange where it used to');
    writeFileSync(this.bundle, faulty);
  }

  /** From its next start on its workflow code is another bundle. */
  carry(bundle: { codePath: string }): void {
    copyFileSync(bundle.codePath, this.bundle);
  }

  /** From its next start on the workflow code is sound again. */
  mend(): void {
    writeFileSync(this.bundle, this.sound);
  }

  remove(): void {
    this.folder.remove();
  }
}
