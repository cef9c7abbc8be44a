import type { TestProgram } from './test-program.js';

/** The Chromium that tests in a browser use. */
export const chromium: TestProgram = {
  name: 'Chromium',
  need: 'The tests in a browser need Chromium',
  programs: ['chromium', 'chromium-browser', 'google-chrome'],
  variable: 'CHROMIUM_PATH',
  debianPackage: 'chromium',
};
